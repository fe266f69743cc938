/* What the clients say, and what each answer must be. The server's side of it is MODE=bench of the contract server. */
#include "load.h"
#include <stdio.h>

#define ROOM_SIZE 10

struct message reply;
const char joined[] = "42[\"echo\",\"joined\"]";
static struct message request, *requests_by_room;
static unsigned *delivered_by_room, rooms;

/* A packet of so many bytes: the beginning, as much filler as it takes, the end. */
static const char *padded(char *out, const char *beginning, const char *end) {
    static const char filler[] = "abcdefghijklmnopqrstuvwxyz ABCDEFGHIJKLMNOPQRSTUVWXYZ 0123456789 ";
    size_t at = sprintf(out, "%s", beginning), last = options.bytes - strlen(end);
    for (size_t i = 0; at < last; i++) out[at++] = filler[i % (sizeof filler - 1)];
    strcpy(out + at, end);
    return out;
}

/* ---- echo, ack, binary: so many in flight on each connection; what one read brought is answered with one write */

static void send_requests(struct connection *c, unsigned count) {
    for (unsigned i = 0; i < count; i++) {
        message_number(&request, c->sent++);
        buffer_append(&c->out, request.bytes, request.length);
    }
}

static void start_all(void) {
    for (int i = 0; i < options.connections; i++) {
        send_requests(&connections[i], options.flight);
        connection_flush(&connections[i]);
    }
}

static void replied(struct connection *c, unsigned count) {
    events += count;
    send_requests(c, count);
}

static void prepare_echo(void) {
    char packet[MAX_BYTES + 1];
    padded(packet, "42[\"echo\",\"" DIGITS, "\"]");
    message_add(&request, TEXT, packet, true);
    message_add(&reply, TEXT, packet, false);
}

static void prepare_ack(void) {
    char packet[MAX_BYTES + 1];
    message_add(&request, TEXT, padded(packet, "42" DIGITS "[\"echo-ack\",\"", "\"]"), true);
    char *argument = strchr(packet, ',') + 1, answer[MAX_BYTES + 1];
    sprintf(answer, "43" DIGITS "[%s", argument);
    message_add(&reply, TEXT, answer, false);
}

static void prepare_binary(void) {
    static const char header[] = "451-[\"echo-bin\",{\"_placeholder\":true,\"num\":0}]";
    char attachment[MAX_BYTES + 2];
    padded(attachment, DIGITS, "");
    message_add(&request, TEXT, header, true);
    message_add(&request, BINARY, attachment, true);
    message_add(&reply, TEXT, header, false);
    if (options.attachments_of_revision_3) {
        memmove(attachment + 1, attachment, options.bytes + 1);
        *attachment = 4;
    }
    message_add(&reply, BINARY, attachment, false);
}

/* ---- broadcast: the first connection sends, all receive; the next goes out when everybody has had the last */

static void prepare_broadcast(void) {
    char packet[MAX_BYTES + 1];
    padded(packet, "42[\"broadcast\",\"" DIGITS, "\"]");
    message_add(&request, TEXT, packet, true);
    message_add(&reply, TEXT, packet, false);
}

static void start_broadcast(void) {
    send_requests(&connections[0], 1);
    connection_flush(&connections[0]);
}

static void delivered(struct connection *c, unsigned count) {
    (void) c;
    static unsigned long deliveries;
    events += count;
    deliveries += count;
    if (deliveries % options.connections == 0) start_broadcast();
}

/* ---- rooms: of ten each; the first of each sends when all ten have had the last */

static void prepare_rooms(void) {
    rooms = (options.connections + ROOM_SIZE - 1) / ROOM_SIZE;
    options.connections = rooms * ROOM_SIZE;
    requests_by_room = calloc(rooms, sizeof *requests_by_room);
    delivered_by_room = calloc(rooms, sizeof *delivered_by_room);
    char packet[MAX_BYTES + 1], sent[MAX_BYTES + 100];
    padded(packet, "42[\"room\",\"" DIGITS, "\"]");
    message_add(&reply, TEXT, packet, false);
    for (unsigned room = 0; room < rooms; room++) {
        sprintf(sent, "42[\"room\",\"r%u\",%s", room, strchr(packet, ',') + 1);
        message_add(&requests_by_room[room], TEXT, sent, true);
    }
}

/* Joining is not acknowledged. A socket's events are handled in order, so the echo that follows it tells when it is done. */
static void join_room(struct connection *c) {
    char join[64];
    int n = sprintf(join, "42[\"join\",\"r%d\"]", c->number / ROOM_SIZE);
    queue_frame(c, TEXT, join, n);
    queue_frame(c, TEXT, joined, strlen(joined));
    c->state = JOINING;
}

static void send_to_room(unsigned room) {
    struct connection *sender = &connections[room * ROOM_SIZE];
    struct message *message = &requests_by_room[room];
    message_number(message, sender->sent++);
    buffer_append(&sender->out, message->bytes, message->length);
    connection_flush(sender);
}

static void start_rooms(void) {
    for (unsigned room = 0; room < rooms; room++) send_to_room(room);
}

static void delivered_to_room(struct connection *c, unsigned count) {
    unsigned room = c->number / ROOM_SIZE;
    events += count;
    delivered_by_room[room] += count;
    if (delivered_by_room[room] % ROOM_SIZE == 0) send_to_room(room);
}

/* ---- handshake: TCP, WebSocket, Engine.IO, CONNECT, the closing handshake (§7.1.1: the server closes TCP), and again */

static void leave(struct connection *c) {
    static const char normal[] = {1000 >> 8, 1000 & 0xff};
    if (c->sent++ > 0) return;
    connection_ready(c);
    queue_frame(c, CLOSE, normal, sizeof normal);
    c->state = CLOSING;
}

static void come_again(struct connection *c) {
    events++;
    connection_open(c);
}

/* ---- polling: see polling.c */

static void prepare_polling(void) {
    char packet[MAX_BYTES + 1];
    message_add_plain(&reply, padded(packet, "42[\"echo\",\"" DIGITS, "\"]"));
}

/* ---- idle: nothing but heartbeats, which are its events */

static void nothing(void) {}

static const struct scenario scenarios[] = {
    {"echo", prepare_echo, connection_ready, start_all, replied, NULL},
    {"ack", prepare_ack, connection_ready, start_all, replied, NULL},
    {"binary", prepare_binary, connection_ready, start_all, replied, NULL},
    {"broadcast", prepare_broadcast, connection_ready, start_broadcast, delivered, NULL},
    {"rooms", prepare_rooms, join_room, start_rooms, delivered_to_room, NULL},
    {"handshake", nothing, leave, nothing, NULL, come_again},
    {"polling", prepare_polling, connection_ready, polling_start, NULL, NULL},
    {"idle", nothing, connection_ready, nothing, NULL, NULL},
};

const struct scenario *scenario_named(const char *name) {
    for (size_t i = 0; i < sizeof scenarios / sizeof *scenarios; i++)
        if (strcmp(scenarios[i].name, name) == 0) return &scenarios[i];
    return NULL;
}
