/**
 * Enchufe: a Socket.IO server in one jar without dependencies. {@link enchufe} is what applications use; the exported layers
 * below it serve those who want one of them alone.
 */
module enchufe {
    requires transitive jdk.httpserver;
    requires jdk.net;

    exports enchufe;
    exports enchufe.redis;
    exports enchufe.engine;
    exports enchufe.websocket;
    exports enchufe.http;
}
