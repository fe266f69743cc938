/* A load generator for Socket.IO servers: one thread, one epoll instance. See load.c for its use. */
#ifndef LOAD_H
#define LOAD_H

#include "websocket.h"

struct connection {
    int fd;
    int number;                                 /* 0 … options.connections-1 */
    enum { TCP, UPGRADE, OPEN, CONNECT, JOINING, READY, CLOSING, CLOSED } state;
    bool watched_for_room;                      /* whether EPOLLOUT is asked for */
    unsigned nonce;                             /* in the opening handshake */
    unsigned sent, seen;                        /* how many requests have gone, how many replies have come */
    unsigned seen_before;                       /* … before the measured time */
    struct buffer in, out;                      /* the beginning of an unfinished frame; what the socket did not take yet */
    size_t (*consume)(struct connection *, unsigned char *, size_t);    /* returns how many bytes it has dealt with */
    struct poller *poller;                      /* polling only */
    struct z_stream_s *inflater;                /* with compression, once it is needed */
};

struct scenario {
    const char *name;
    void (*prepare)(void);
    void (*joined)(struct connection *);        /* the namespace has answered; ends in connection_ready() */
    void (*start)(void);                        /* everybody is ready */
    void (*replied)(struct connection *, unsigned);     /* that many replies came in one read */
    void (*closed)(struct connection *);        /* the server has closed it */
};

#define MAX_SERVERS 8
struct numbers {
    int of[MAX_SERVERS], count;
};

struct options {
    const struct scenario *scenario;
    struct numbers ports, pids;                 /* several: servers of a cluster, which share the connections */
    int redis, connections, flight;
    double warmup, seconds;
    int bytes;                                  /* of a Socket.IO packet, or of an attachment */
    bool attachments_of_revision_3, deflate;
};

extern struct options options;
extern struct connection *connections;
extern unsigned long events, errors;

/* load.c */
void fault(const struct connection *, const char *what, const unsigned char *bytes, size_t n);
void connection_ready(struct connection *);

/* connection.c */
void connection_open(struct connection *);
void connection_event(struct connection *, unsigned epoll_events);
void connection_flush(struct connection *);
void connection_close(struct connection *);
size_t consume_websocket(struct connection *, unsigned char *, size_t);
void queue_frame(struct connection *, int opcode, const char *payload, size_t n);
void websocket_connected(struct connection *);

/* deflate.c */
void inflate_frame(struct connection *, struct frame *);
void inflater_free(struct connection *);

/* polling.c */
void polling_prepare(struct connection *);
void polling_start(void);
void polling_connected(struct connection *);

/* message.c */
extern const unsigned char KEY[4];
#define MAX_BYTES 10000
struct message {
    unsigned char bytes[MAX_BYTES + 512];
    size_t length;
    size_t payload;                             /* where that of the last frame begins */
    size_t digits;                              /* where the sequence number is; 0: nowhere */
    const unsigned char *key;                   /* how it is masked there */
    unsigned shift;
};
#define DIGITS "#######"
void message_add(struct message *, int opcode, const char *payload, bool masked);
void message_add_plain(struct message *, const char *payload);
void message_number(struct message *, unsigned sequence);

/* scenarios.c */
extern struct message reply;                   /* what is expected next */
extern const char joined[];                    /* tells that what was asked before it is done */
const struct scenario *scenario_named(const char *);

extern int epoll;

#endif
