/* One connection: TCP, the opening handshakes of WebSocket, Engine.IO and Socket.IO, then replies to be checked. */
#define _GNU_SOURCE
#include "load.h"
#include "sha1.h"
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#define SOURCES 32

static unsigned char input[256 * 1024];

/* §4.1 wants a nonce for each connection, selected randomly: here they are counted, so that none comes twice. */
static const char upgrade[] =
    "GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    "Sec-WebSocket-Key: %012uIFdlYlNvAA==\r\nSec-WebSocket-Version: 13\r\n%s\r\n";
static const char offer[] = "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits\r\n";

/* Each source address has ports of its own, so that there are enough for all, also while old ones are in TIME_WAIT. */
static void bind_source(int fd) {
    static unsigned turn;
    struct sockaddr_in source = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK + 1 + turn++ % SOURCES)};
    int yes = 1;
    setsockopt(fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &yes, sizeof yes);
    if (bind(fd, (struct sockaddr *) &source, sizeof source) < 0) perror("bind");
}

void connection_open(struct connection *c) {
    c->fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
    if (c->fd < 0) {
        perror("socket (the limit of open files? ulimit -n)");
        exit(1);
    }
    c->state = TCP;
    c->sent = c->seen = 0;
    c->watched_for_room = true;
    bind_source(c->fd);
    int yes = 1;
    setsockopt(c->fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    int port = options.ports.of[c->number % options.ports.count];
    struct sockaddr_in server = {.sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    if (connect(c->fd, (struct sockaddr *) &server, sizeof server) < 0 && errno != EINPROGRESS) {
        perror("connect");
        exit(1);
    }
    struct epoll_event event = {.events = EPOLLIN | EPOLLOUT, .data.ptr = c};
    epoll_ctl(epoll, EPOLL_CTL_ADD, c->fd, &event);
}

void connection_close(struct connection *c) {
    close(c->fd);
    c->state = CLOSED;
    buffer_free(&c->in);
    buffer_free(&c->out);
    inflater_free(c);
}

static void watch_for_room(struct connection *c, bool wanted) {
    if (c->watched_for_room == wanted) return;
    c->watched_for_room = wanted;
    struct epoll_event event = {.events = EPOLLIN | (wanted ? EPOLLOUT : 0), .data.ptr = c};
    epoll_ctl(epoll, EPOLL_CTL_MOD, c->fd, &event);
}

/* All that was queued goes in one write. */
void connection_flush(struct connection *c) {
    if (c->out.length > 0) {
        ssize_t n = write(c->fd, c->out.bytes, c->out.length);
        if (n < 0 && errno != EAGAIN) return;   /* reading tells that it is gone */
        if (n > 0) buffer_drop(&c->out, n);
    }
    watch_for_room(c, c->out.length > 0);
}

void queue_frame(struct connection *c, int opcode, const char *payload, size_t n) {
    unsigned char head[14];
    size_t length = frame_head(head, opcode, n, true);
    buffer_append(&c->out, head, length);
    buffer_append(&c->out, KEY, 4);
    unsigned char *data = buffer_add(&c->out, n);
    memcpy(data, payload, n);
    mask(data, n, KEY);
}

/* ---- reading */

static bool is_text(const struct frame *frame, const char *beginning) {
    size_t n = strlen(beginning);
    return frame->opcode == TEXT && frame->length >= n && memcmp(frame->data, beginning, n) == 0;
}

void websocket_connected(struct connection *c) {
    static unsigned nonces;
    char request[sizeof upgrade + sizeof offer + 16];
    c->nonce = nonces++;
    buffer_append(&c->out, request, sprintf(request, upgrade, c->nonce, options.deflate ? offer : ""));
    c->state = UPGRADE;
}

static size_t consume_upgrade(struct connection *c, unsigned char *p, size_t n) {
    unsigned char *end = memmem(p, n, "\r\n\r\n", 4);
    if (end == NULL) return 0;
    size_t length = end + 4 - p;
    char key[32], accepted[29];
    sprintf(key, "%012uIFdlYlNvAA==", c->nonce);
    websocket_accept(key, accepted);
    if (memcmp(p, "HTTP/1.1 101", 12) != 0 || memmem(p, length, accepted, sizeof accepted - 1) == NULL)
        fault(c, "refused upgrade", p, length);
    if (options.deflate && memmem(p, length, "permessage-deflate", 18) == NULL) fault(c, "refused compression", p, length);
    c->state = OPEN;
    return length;
}

static void on_frame(struct connection *c, const struct frame *frame, unsigned char *p, size_t n) {
    if (c->state == CLOSING) return;
    if (frame->opcode == TEXT && frame->length == 1 && frame->data[0] == '2') {     /* Engine.IO's heartbeat */
        queue_frame(c, TEXT, "3", 1);
        if (options.scenario->replied == NULL) events++;
    } else if (c->state == OPEN && is_text(frame, "0{\"sid\":\"")) {
        queue_frame(c, TEXT, "40", 2);
        c->state = CONNECT;
    } else if (c->state == CONNECT && is_text(frame, "40{\"sid\":\"")) {
        options.scenario->joined(c);
    } else if (c->state == JOINING && is_text(frame, joined)) {
        connection_ready(c);
    } else {
        fault(c, "unexpected frame", p, n);
    }
}

/* Counts the replies that stand here one after the other: each is compared as a whole, sequence number included. */
static size_t consume_replies(struct connection *c, const unsigned char *p, size_t n, unsigned *count, bool *partial) {
    size_t used = 0;
    for (*partial = false; used < n; used += reply.length) {
        size_t there = n - used < reply.length ? n - used : reply.length;
        message_number(&reply, c->seen);
        if (memcmp(p + used, reply.bytes, there) != 0) break;
        *partial = there < reply.length;
        if (*partial) break;
        c->seen++;
        ++*count;
    }
    return used;
}

/* The same for a compressed frame: its content is compared as a whole. */
static bool is_reply(struct connection *c, const struct frame *frame) {
    message_number(&reply, c->seen);
    bool same = frame->length == reply.length - reply.payload && memcmp(frame->data, reply.bytes + reply.payload, frame->length) == 0;
    if (same) c->seen++;
    return same;
}

size_t consume_websocket(struct connection *c, unsigned char *p, size_t n) {
    size_t used = 0;
    unsigned count = 0;
    bool partial = false;
    while (used < n && !partial) {
        size_t taken = 0;
        struct frame frame;
        if (c->state == UPGRADE) taken = consume_upgrade(c, p + used, n - used);
        else if (c->state == READY && reply.length > 0 && !options.deflate) taken = consume_replies(c, p + used, n - used, &count, &partial);
        if (taken == 0 && !partial && c->state != UPGRADE) {
            taken = frame_parse(p + used, n - used, &frame);
            bool compressed = taken > 0 && p[used] & 0x40;              /* RSV1 (RFC 7692 §6) */
            if (compressed) inflate_frame(c, &frame);
            if (compressed && c->state == READY && is_reply(c, &frame)) count++;
            else if (taken > 0) on_frame(c, &frame, p + used, taken);
        }
        if (taken == 0) break;
        used += taken;
    }
    if (count > 0) options.scenario->replied(c, count);
    return used;
}

static void on_readable(struct connection *c) {
    size_t before = c->in.length;
    if (before > 0) memcpy(input, c->in.bytes, before);
    ssize_t n = read(c->fd, input + before, sizeof input - before);
    if (n <= 0) {
        if (n < 0 && errno == EAGAIN) return;
        bool expected = c->state == CLOSING;
        if (!expected) fault(c, n == 0 ? "the server closed" : strerror(errno), NULL, 0);
        connection_close(c);
        if (expected) options.scenario->closed(c);
        return;
    }
    size_t length = before + n, used = c->consume(c, input, length);
    if (used < length) {
        c->in.length = 0;
        buffer_append(&c->in, input + used, length - used);
    } else if (before > 0) {
        buffer_free(&c->in);
    }
    connection_flush(c);
}

void connection_event(struct connection *c, unsigned happened) {
    if (c->state == TCP && happened & EPOLLOUT) {
        if (c->poller) polling_connected(c);
        else websocket_connected(c);
        connection_flush(c);
    } else if (happened & EPOLLOUT) {
        connection_flush(c);
    }
    if (happened & (EPOLLIN | EPOLLHUP | EPOLLERR)) on_readable(c);
}
