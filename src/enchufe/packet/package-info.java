/**
 * Socket.IO packets and their encoding, protocol revision 5: between the messages of Engine.IO and the API. Without input,
 * output, threads or clocks.
 */
package enchufe.packet;
