package enchufe;

import enchufe.engine.EngineServer;
import enchufe.engine.Transport;
import enchufe.link.PacketReceiver;
import enchufe.link.Traffic;
import enchufe.websocket.OutboundBudget;
import java.util.List;
import java.util.Map;

/**
 * The numbers of one server, for whoever runs it: {@link SocketIOServer#stats}. Those that only grow count from the start of the
 * server.
 *
 * @param pollingClients clients that poll
 * @param webSocketClients clients on WebSockets
 * @param namespaces namespaces, those without sockets too
 * @param sockets sockets in all namespaces
 * @param rooms rooms in all namespaces, without the sockets' own
 * @param eventsReceived events that have come
 * @param eventsSent events that were sent, once for each recipient
 * @param bytesReceived bytes of the messages that have come, before they are unpacked
 * @param bytesSent bytes of the messages that were sent, as JSON, before they are compressed
 * @param waitingInbound bytes on the heap of events that wait for listeners, in the whole JVM
 * @param waitingOutbound bytes that wait to be sent, in the whole JVM
 * @param refusals requests that were refused, by the reason that the client is told
 */
public record Stats(int pollingClients, int webSocketClients, int namespaces, int sockets, int rooms, long eventsReceived,
        long eventsSent, long bytesReceived, long bytesSent, long waitingInbound, long waitingOutbound,
        Map<String, Long> refusals) {

    static Stats of(List<Namespace> namespaces, EngineServer engine, PacketReceiver.Limits limits) {
        int sockets = 0;
        int rooms = 0;
        for (Namespace namespace : namespaces) {
            sockets += namespace.rooms().sockets();
            rooms += namespace.rooms().size();
        }
        Traffic traffic = limits.traffic();
        return new Stats(engine.sessions(Transport.POLLING), engine.sessions(Transport.WEBSOCKET), namespaces.size(), sockets,
                rooms, traffic.eventsReceived.sum(), traffic.eventsSent.sum(), traffic.bytesReceived.sum(), traffic.bytesSent.sum(),
                limits.intake().waiting(), OutboundBudget.queuedInAll(), engine.refusals());
    }

    /** {@return the numbers in the text format of Prometheus, version 0.0.4} */
    public String toPrometheus() {
        var out = new StringBuilder();
        metric(out, "clients", "gauge", "Clients by transport.");
        value(out, "clients", "transport", "polling", pollingClients);
        value(out, "clients", "transport", "websocket", webSocketClients);
        single(out, "namespaces", "gauge", "Namespaces.", namespaces);
        single(out, "sockets", "gauge", "Sockets in all namespaces.", sockets);
        single(out, "rooms", "gauge", "Rooms in all namespaces.", rooms);
        single(out, "events_received_total", "counter", "Events that have come.", eventsReceived);
        single(out, "events_sent_total", "counter", "Events that were sent, once for each recipient.", eventsSent);
        single(out, "received_bytes_total", "counter", "Bytes of messages that have come.", bytesReceived);
        single(out, "sent_bytes_total", "counter", "Bytes of messages that were sent.", bytesSent);
        single(out, "waiting_inbound_bytes", "gauge", "Events that wait for listeners, on the heap.", waitingInbound);
        single(out, "waiting_outbound_bytes", "gauge", "What waits to be sent.", waitingOutbound);
        metric(out, "refusals_total", "counter", "Requests that were refused, by reason.");
        refusals.forEach((reason, count) -> value(out, "refusals_total", "reason", reason, count));
        return out.toString();
    }

    private static void single(StringBuilder out, String name, String type, String help, long value) {
        metric(out, name, type, help);
        out.append("enchufe_").append(name).append(' ').append(value).append('\n');
    }

    private static void metric(StringBuilder out, String name, String type, String help) {
        out.append("# HELP enchufe_").append(name).append(' ').append(help).append('\n');
        out.append("# TYPE enchufe_").append(name).append(' ').append(type).append('\n');
    }

    /** Reasons and transports are texts of this program, without quotes or backslashes. */
    private static void value(StringBuilder out, String name, String label, String is, long value) {
        out.append("enchufe_").append(name).append('{').append(label).append("=\"").append(is).append("\"} ").append(value)
                .append('\n');
    }
}
