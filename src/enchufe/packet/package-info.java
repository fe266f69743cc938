/**
 * Socket.IO packets (socket.io-protocol 5): from the messages of Engine.IO to events and acknowledgements, and back.
 *
 * <p><b>A packet</b> is one text message. Binary data in its payload is replaced by placeholders, and follows in binary messages,
 * the attachments, in the order of their numbers. An event in the namespace {@code /admin}, which asks for acknowledgement 7 and
 * has two attachments:
 *
 * <pre>{@code
 *  5  2-  /admin,  7  ["photo",{"name":"a.png","data":{"_placeholder":true,"num":0}},{"_placeholder":true,"num":1}]   text
 *  │  │   │        │  └ payload: JSON                                     │                               │
 *  │  │   │        └ id: asks for an acknowledgement; left out if none    │                               │
 *  │  │   └ namespace and comma; left out if it is the main one, /        │                               │
 *  │  └ number of attachments and a dash; types 5 and 6 only              │                               │
 *  └ type: BINARY_EVENT                                                   │                               │
 *                                                                         │                               │
 *  89 50 4E 47 …    attachment 0  ◀───────────────────────────────────────┘                               │   binary
 *  FF D8 FF E0 …    attachment 1  ◀───────────────────────────────────────────────────────────────────────┘   binary
 * }</pre>
 *
 * <p>(The spaces before the payload are not sent.) The same event without attachments:
 * {@code 2/admin,7["photo",{"name":"a.png"}]}. The types are in {@link enchufe.packet.PacketType}.
 *
 * <p><b>Decoding.</b> A {@link enchufe.packet.PacketDecoder} takes the messages of one connection. It keeps a packet until its last
 * attachment has come, and puts the attachments in the place of the placeholders. What comes out is a
 * {@link enchufe.packet.Packet}, whose type is never a binary one.
 *
 * <p><b>Encoding.</b> A {@link enchufe.packet.PacketEncoder} writes straight to bytes, and its buffer is used again for the next
 * packet: an {@link enchufe.packet.EncodedPacket} must be copied before that.
 *
 * <p><b>Another form.</b> With a {@link enchufe.packet.CustomParser}, a packet is one binary message, in which binary data needs no
 * placeholders. It follows the same rules, and is made of the text and the attachments when the first client needs it.
 *
 * <p><b>Threads.</b> A decoder belongs to one connection and is used by one thread at a time; an encoder too is used by one thread
 * at a time. Packets are immutable. There is no input, output or clock here.
 *
 * <p><b>Errors.</b> What the peer does wrong is a {@link enchufe.packet.PacketException}. What the caller cannot send is an
 * {@link enchufe.json.UnsendableException}.
 */
package enchufe.packet;
