/* The polling transport, as a browser uses it: one kept-alive connection for the GET that hangs, one for the POSTs. */
#define _GNU_SOURCE
#include "load.h"
#include <ctype.h>
#include <stdio.h>

struct poller {
    struct connection *get, post;
    char sid[64];
    bool acknowledged, echoed;                  /* the POST was answered, its echo has come */
    bool pinged;                                /* a heartbeat waits for its answer */
};

static void get(struct poller *poller) {
    char request[256];
    int n = sprintf(request, "GET /socket.io/?EIO=4&transport=polling%s%s HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
                    *poller->sid ? "&sid=" : "", poller->sid);
    buffer_append(&poller->get->out, request, n);
    connection_flush(poller->get);
}

static void post(struct poller *poller, const void *packet, size_t n) {
    char head[320];
    const char *pong = poller->pinged ? "\x1e""3" : "";     /* packets are separated by 1E */
    poller->pinged = false;
    int length = sprintf(head, "POST /socket.io/?EIO=4&transport=polling&sid=%s HTTP/1.1\r\nHost: 127.0.0.1\r\n"
                         "Content-Type: text/plain;charset=UTF-8\r\nContent-Length: %zu\r\n\r\n",
                         poller->sid, n + strlen(pong));
    buffer_append(&poller->post.out, head, length);
    buffer_append(&poller->post.out, packet, n);
    buffer_append(&poller->post.out, pong, strlen(pong));
    connection_flush(&poller->post);
}

/* The same packet goes out and comes back, so reply is the request as well. */
static void post_echo(struct poller *poller) {
    poller->acknowledged = poller->echoed = false;
    message_number(&reply, poller->get->sent++);
    post(poller, reply.bytes, reply.length);
}

static void next_if_complete(struct poller *poller) {
    if (!poller->acknowledged || !poller->echoed) return;
    events++;
    post_echo(poller);
}

static void on_packet(struct poller *poller, const unsigned char *packet, size_t n) {
    message_number(&reply, poller->get->seen);
    if (n == 1 && *packet == '2') {
        poller->pinged = true;
    } else if (n == reply.length && memcmp(packet, reply.bytes, n) == 0) {
        poller->get->seen++;
        poller->echoed = true;
    } else {
        fault(poller->get, "unexpected packet", packet, n);
    }
}

static void on_packets(struct poller *poller, const unsigned char *body, size_t n) {
    const unsigned char *end = body + n;
    for (const unsigned char *separator; body < end; body = separator + 1) {
        separator = memchr(body, 0x1e, end - body);
        if (separator == NULL) separator = end;
        on_packet(poller, body, separator - body);
    }
}

static void on_get(struct poller *poller, const unsigned char *body, size_t n) {
    struct connection *c = poller->get;
    if (c->state == READY) {
        on_packets(poller, body, n);
        get(poller);
        next_if_complete(poller);
    } else if (c->state == OPEN && n > 9 && memcmp(body, "0{\"sid\":\"", 9) == 0) {
        const unsigned char *end = memchr(body + 9, '"', n - 9);
        snprintf(poller->sid, sizeof poller->sid, "%.*s", (int) (end ? end - body - 9 : 0), body + 9);
        c->state = CONNECT;
        connection_open(&poller->post);
    } else if (c->state == CONNECT && n > 10 && memcmp(body, "40{\"sid\":\"", 10) == 0) {
        options.scenario->joined(c);
    } else {
        fault(c, "unexpected payload", body, n);
    }
}

static void on_post(struct poller *poller, const unsigned char *body, size_t n) {
    if (n != 2 || memcmp(body, "ok", 2) != 0) fault(&poller->post, "refused POST", body, n);
    if (poller->post.state == READY) {
        poller->acknowledged = true;
        next_if_complete(poller);
    } else {
        poller->post.state = READY;
        get(poller);
    }
}

/* RFC 9112 §6.3: only Content-Length is understood. Returns -1 if there is none. */
static long content_length(const unsigned char *head, size_t n) {
    static const char name[] = "\r\ncontent-length:";
    for (size_t i = 0; i + sizeof name <= n; i++) {
        size_t j = 0;
        while (name[j] && tolower(head[i + j]) == name[j]) j++;
        if (name[j] == 0) return atol((const char *) head + i + j);
    }
    return -1;
}

static size_t consume_response(struct connection *c, unsigned char *p, size_t n) {
    unsigned char *end = memmem(p, n, "\r\n\r\n", 4);
    if (end == NULL) return 0;
    size_t head = end + 4 - p;
    long length = content_length(p, head);
    if (memcmp(p, "HTTP/1.1 200", 12) != 0 || length < 0) {
        fault(c, "unexpected response", p, n);
        return n;
    }
    if (n - head < (size_t) length) return 0;
    if (c == c->poller->get) on_get(c->poller, p + head, length);
    else on_post(c->poller, p + head, length);
    return head + length;
}

void polling_prepare(struct connection *c) {
    struct poller *poller = calloc(1, sizeof *poller);
    poller->get = c;
    poller->post = (struct connection) {.number = c->number, .poller = poller, .consume = consume_response};
    c->poller = poller;
    c->consume = consume_response;
}

void polling_connected(struct connection *c) {
    c->state = OPEN;
    if (c == c->poller->get) get(c->poller);
    else post(c->poller, "40", 2);
}

void polling_start(void) {
    for (int i = 0; i < options.connections; i++) {
        get(connections[i].poller);
        post_echo(connections[i].poller);
    }
}
