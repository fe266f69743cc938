/*
 * The floor: what the system calls alone cost. An epoll server in one thread that knows just enough of RFC 6455, Engine.IO
 * and Socket.IO for the load generator: it looks for event names at fixed places and parses nothing. One read and one write
 * for each connection and turn of the loop.
 *
 *     floor PORT [PING_INTERVAL_MS]
 */
#define _GNU_SOURCE
#include "sha1.h"
#include "websocket.h"
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdio.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <unistd.h>

#define MAX_CONNECTIONS 65536                   /* file descriptors are indexes */
#define MAX_ROOMS 4096
#define SLICES 64                               /* heartbeats are spread over the interval */

struct connection {
    int fd, room;                               /* room 0: none */
    bool upgraded, connected, polled, closing, dirty, watched_for_room;
    struct buffer in, out;
};

static struct connection *connections[MAX_CONNECTIONS];
static int *members[MAX_ROOMS], member_count[MAX_ROOMS];
static int dirty[MAX_CONNECTIONS], dirty_count;
static int epoll, highest;
static unsigned char input[256 * 1024];

/* ---- output: gathered during a turn, written at its end */

static struct buffer *output(struct connection *c) {
    if (!c->dirty) {
        c->dirty = true;
        dirty[dirty_count++] = c->fd;
    }
    return &c->out;
}

static void send_frame(struct connection *c, int opcode, const void *payload, size_t n) {
    unsigned char head[14];
    size_t length = frame_head(head, opcode, n, false);
    struct buffer *out = output(c);
    memcpy(buffer_add(out, length), head, length);
    memcpy(buffer_add(out, n), payload, n);
}

static void drop(struct connection *c) {
    connections[c->fd] = NULL;
    if (c->room > 0) {
        int *list = members[c->room], i = 0;
        while (list[i] != c->fd) i++;
        list[i] = list[--member_count[c->room]];
    }
    close(c->fd);
    buffer_free(&c->in);
    buffer_free(&c->out);
    free(c);
}

static void flush(struct connection *c) {
    c->dirty = false;
    ssize_t n = write(c->fd, c->out.bytes, c->out.length);
    if (n < 0 && errno != EAGAIN) return drop(c);
    if (n > 0) buffer_drop(&c->out, n);
    bool wanted = c->out.length > 0;
    if (!wanted && c->closing) return drop(c);
    if (wanted != c->watched_for_room) {
        struct epoll_event event = {.events = EPOLLIN | (wanted ? EPOLLOUT : 0), .data.fd = c->fd};
        epoll_ctl(epoll, EPOLL_CTL_MOD, c->fd, &event);
        c->watched_for_room = wanted;
    }
}

/* ---- Socket.IO, as far as it goes */

static const char open_packet[] = "0{\"sid\":\"%d\",\"upgrades\":[],\"pingInterval\":25000,\"pingTimeout\":20000,"
                                  "\"maxPayload\":1000000}";
static const char connect_packet[] = "40{\"sid\":\"0123456789abcdefghij\"}";

static bool starts(const struct frame *frame, const char *beginning) {
    size_t n = strlen(beginning);
    return frame->length >= n && memcmp(frame->data, beginning, n) == 0;
}

static void broadcast(const struct frame *frame) {
    for (int fd = 0; fd <= highest; fd++)
        if (connections[fd] && connections[fd]->connected) send_frame(connections[fd], TEXT, frame->data, frame->length);
}

/* 42["join","r17"] */
static void join(struct connection *c, const struct frame *frame) {
    c->room = atoi((char *) frame->data + 11) + 1;
    if (c->room >= MAX_ROOMS) abort();
    int **list = &members[c->room], n = member_count[c->room]++;
    *list = realloc(*list, (n + 1) * sizeof **list);
    (*list)[n] = c->fd;
}

/* 42["room","r17","x"] goes out as 42["room","x"] */
static void send_to_room(const struct frame *frame) {
    unsigned char packet[1024] = "42[\"room\",", *argument = memchr(frame->data + 11, ',', frame->length - 11);
    int room = atoi((char *) frame->data + 12) + 1;
    size_t rest = frame->data + frame->length - (argument + 1);
    if (rest > sizeof packet - 10 || room >= MAX_ROOMS) abort();
    memcpy(packet + 10, argument + 1, rest);
    for (int i = 0; i < member_count[room]; i++) send_frame(connections[members[room][i]], TEXT, packet, 10 + rest);
}

/* 42ID["echo-ack",x] is answered with 43ID[x]. In place: what is skipped is longer than what is written. */
static void acknowledge(struct connection *c, struct frame *frame) {
    unsigned char *bracket = memchr(frame->data, '[', frame->length), *start = bracket + 11 - (bracket - frame->data);
    memmove(start, frame->data, bracket - frame->data);
    start[1] = '3';
    bracket[11] = '[';
    send_frame(c, TEXT, start, frame->data + frame->length - start);
}

static void on_frame(struct connection *c, struct frame *frame) {
    mask(frame->data, frame->length, frame->key);
    if (frame->opcode == CLOSE) {
        send_frame(c, CLOSE, frame->data, frame->length);       /* RFC 6455 §5.5.1 */
        c->closing = true;                                      /* §7.1.1: the server closes TCP */
    } else if (frame->opcode == BINARY || starts(frame, "42[\"echo\",") || starts(frame, "451-")) {
        send_frame(c, frame->opcode, frame->data, frame->length);
    } else if (starts(frame, "42[\"broadcast\",")) {
        broadcast(frame);
    } else if (starts(frame, "42[\"room\",")) {
        send_to_room(frame);
    } else if (starts(frame, "42[\"join\",")) {
        join(c, frame);
    } else if (starts(frame, "42")) {
        acknowledge(c, frame);
    } else if (starts(frame, "40")) {
        c->connected = true;
        send_frame(c, TEXT, connect_packet, sizeof connect_packet - 1);
    }
}

/* ---- input */

static void respond(struct connection *c, const void *body, size_t n) {
    char head[64];
    buffer_append(output(c), head, sprintf(head, "HTTP/1.1 200 OK\r\nContent-Length: %zu\r\n\r\n", n));
    buffer_append(output(c), body, n);
}

/*
 * Long-polling. A sid is the file descriptor that polls. The first poll takes the answer to CONNECT; the others hang until a
 * POST brings what they take back.
 */
static size_t on_poll(struct connection *c, unsigned char *p, unsigned char *body, size_t n) {
    unsigned char *sid = memmem(p, body - p, "&sid=", 5), *length = memmem(p, body - p, "Content-Length: ", 16);
    size_t size = length == NULL ? 0 : atol((char *) length + 16);
    if (body + size > p + n) return 0;
    if (sid == NULL) {
        char open[sizeof open_packet + 16];
        respond(c, open, sprintf(open, open_packet, c->fd));
    } else if (length == NULL) {
        if (!c->polled) respond(c, connect_packet, sizeof connect_packet - 1);
        c->polled = true;
    } else {
        struct connection *poll = connections[atoi((char *) sid + 5)];
        if (poll->polled) respond(poll, body, size);
        respond(c, "ok", 2);
    }
    return body + size - p;
}

/* RFC 6455 §4.2.2 */
static size_t on_request(struct connection *c, unsigned char *p, size_t n) {
    unsigned char *end = memmem(p, n, "\r\n\r\n", 4);
    if (end == NULL) return 0;
    char text[256], accept[29], *key = memmem(p, end - p, "Sec-WebSocket-Key: ", 19);
    if (key == NULL) return on_poll(c, p, end + 4, n);
    websocket_accept(key + 19, accept);
    int length = snprintf(text, sizeof text, "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"
                          "Connection: Upgrade\r\nSec-WebSocket-Accept: %s\r\n\r\n", accept);
    buffer_append(output(c), text, length);
    send_frame(c, TEXT, text, sprintf(text, open_packet, c->fd));
    c->upgraded = true;
    return end + 4 - p;
}

static void on_readable(struct connection *c) {
    size_t before = c->in.length;
    if (before > 0) memcpy(input, c->in.bytes, before);
    ssize_t n = read(c->fd, input + before, sizeof input - before);
    if (n < 0 && errno == EAGAIN) return;
    if (n <= 0) return drop(c);
    size_t length = before + n, used = 0;
    for (size_t taken = 1; taken > 0 && used < length; used += taken) {
        struct frame frame;
        if (!c->upgraded) taken = on_request(c, input + used, length - used);
        else if ((taken = frame_parse(input + used, length - used, &frame)) > 0) on_frame(c, &frame);
    }
    buffer_free(&c->in);
    if (used < length) buffer_append(&c->in, input + used, length - used);
}

static void accept_all(int listener) {
    for (int fd; (fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK)) >= 0;) {
        int yes = 1;
        setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
        if (fd >= MAX_CONNECTIONS) abort();
        if (fd > highest) highest = fd;
        struct connection *c = connections[fd] = calloc(1, sizeof *c);
        c->fd = fd;
        struct epoll_event event = {.events = EPOLLIN, .data.fd = fd};
        epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event);
    }
}

static void heartbeat(int timer) {
    static int slice;
    uint64_t ticks;
    if (read(timer, &ticks, sizeof ticks) < 0) return;
    slice = (slice + 1) % SLICES;
    for (int fd = slice; fd <= highest; fd += SLICES)
        if (connections[fd] && connections[fd]->connected) send_frame(connections[fd], TEXT, "2", 1);
}

/* ---- the loop */

static int listen_on(int port) {
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof address;
    int listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0), yes = 1;
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    if (bind(listener, (struct sockaddr *) &address, size) < 0 || listen(listener, 4096) < 0) {
        perror("listen");
        exit(1);
    }
    getsockname(listener, (struct sockaddr *) &address, &size);
    printf("listening %d\n", ntohs(address.sin_port));
    fflush(stdout);
    return listener;
}

static int timer_every(long milliseconds) {
    int timer = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK);
    long slice = milliseconds * 1000000L / SLICES;
    struct timespec period = {slice / 1000000000L, slice % 1000000000L};
    timerfd_settime(timer, 0, &(struct itimerspec) {period, period}, NULL);
    return timer;
}

int main(int count, char **arguments) {
    signal(SIGPIPE, SIG_IGN); /* a client that leaves while it is written to is an error of that write */
    epoll = epoll_create1(0);
    int listener = listen_on(count > 1 ? atoi(arguments[1]) : 3000);
    int timer = timer_every(count > 2 ? atol(arguments[2]) : 25000);
    epoll_ctl(epoll, EPOLL_CTL_ADD, listener, &(struct epoll_event) {.events = EPOLLIN, .data.fd = listener});
    epoll_ctl(epoll, EPOLL_CTL_ADD, timer, &(struct epoll_event) {.events = EPOLLIN, .data.fd = timer});
    for (;;) {
        static struct epoll_event happened[1024];
        int n = epoll_wait(epoll, happened, 1024, -1);
        for (int i = 0; i < n; i++) {
            int fd = happened[i].data.fd;
            if (fd == listener) accept_all(listener);
            else if (fd == timer) heartbeat(timer);
            else if (connections[fd] == NULL) continue;
            else if (happened[i].events & EPOLLOUT) output(connections[fd]);
            else on_readable(connections[fd]);
        }
        for (int i = 0; i < dirty_count; i++)
            if (connections[dirty[i]]) flush(connections[dirty[i]]);
        dirty_count = 0;
    }
}
