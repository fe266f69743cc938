/*
 * A load generator for Socket.IO servers: one thread, one epoll instance.
 *
 *     load SCENARIO -p PORT [-P PID] [-c CONNECTIONS] [-f IN_FLIGHT] [-b BYTES] [-w WARMUP] [-s SECONDS] [-R PID] [-3] [-z]
 *
 * It connects, runs the scenario for WARMUP seconds, then for SECONDS more, and prints what happened in these as one line of
 * JSON: events, seconds, server_us (CPU time of process PID per event), load_us (its own), errors. Each reply is compared
 * with what it must be, byte for byte; -3 tells that the server puts 04 before an attachment, as revision 3 of Engine.IO did;
 * -z offers permessage-deflate. BYTES are those of a packet. -p and -P may come several times, for the servers of a cluster:
 * connections go to each in turn, server_us is of all together; -R is its Redis, for a redis_us of its own.
 * "idle" says {"ready":…} once all are connected, and keeps them until its standard input ends.
 */
#include "load.h"
#include <stdio.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#define OPENING 64                              /* handshakes under way at once, while connecting */
#define STALLED 20.0                            /* seconds to connect all */
#define MAX_COMPLAINTS 5

struct options options = {.connections = 100, .flight = 1, .bytes = 100, .warmup = 2, .seconds = 3};
struct connection *connections;
unsigned long events, errors;
int epoll;

static int opened, ready;

void fault(const struct connection *c, const char *what, const unsigned char *bytes, size_t n) {
    if (errors++ >= MAX_COMPLAINTS) return;
    fprintf(stderr, "connection %d, state %d: %s", c->number, c->state, what);
    if (n > 0) fprintf(stderr, ": %.*s", n < 300 ? (int) n : 300, (const char *) bytes);
    fputc('\n', stderr);
}

static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec + time.tv_nsec / 1e9;
}

static double own_cpu(void) {
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    return usage.ru_utime.tv_sec + usage.ru_stime.tv_sec + (usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
}

/* proc(5): utime and stime are fields 14 and 15; the second is in parentheses and may hold anything. */
static double process_cpu(int pid) {
    if (pid == 0) return 0;
    char path[64], line[1024];
    snprintf(path, sizeof path, "/proc/%d/stat", pid);
    FILE *file = fopen(path, "r");
    if (file == NULL || fgets(line, sizeof line, file) == NULL) {
        perror(path);
        exit(1);
    }
    fclose(file);
    unsigned long user, system;
    sscanf(strrchr(line, ')') + 2, "%*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu", &user, &system);
    return (double) (user + system) / sysconf(_SC_CLK_TCK);
}

static double server_cpu(void) {
    double sum = 0;
    for (int i = 0; i < options.pids.count; i++) sum += process_cpu(options.pids.of[i]);
    return sum;
}

static void turn(double deadline) {
    static struct epoll_event happened[1024];
    double left = deadline - now();
    int n = epoll_wait(epoll, happened, 1024, left > 0 ? (int) (left * 1000) + 1 : 0);
    for (int i = 0; i < n; i++) connection_event(happened[i].data.ptr, happened[i].events);
}

static void run_for(double seconds) {
    double end = now() + seconds;
    while (now() < end) turn(end);
}

static void open_next(void) {
    if (opened < options.connections) connection_open(&connections[opened++]);
}

void connection_ready(struct connection *c) {
    c->state = READY;
    ready++;
    open_next();
}

static void connect_all(void) {
    connections = calloc(options.connections, sizeof *connections);
    for (int i = 0; i < options.connections; i++) {
        connections[i].number = i;
        connections[i].fd = -1;
        if (strcmp(options.scenario->name, "polling") == 0) polling_prepare(&connections[i]);
        else connections[i].consume = consume_websocket;
    }
    double deadline = now() + STALLED;
    for (int i = 0; i < OPENING; i++) open_next();
    while (ready < options.connections && errors == 0 && now() < deadline) turn(deadline);
    if (ready < options.connections) {
        fprintf(stderr, "only %d of %d connections are ready\n", ready, options.connections);
        exit(1);
    }
}

/* In a closed loop a lost reply stops its connection, and the others go on as if nothing were. */
static void find_stalled(void) {
    for (int i = 0; i < options.connections && reply.length > 0; i++) {
        const struct connection *c = &connections[i];
        if (c->seen > c->seen_before) continue;
        char counts[64];
        int n = sprintf(counts, "%u requests, %u replies", c->sent, c->seen);
        fault(c, "no reply in the measured time", (unsigned char *) counts, n);
    }
}

static void measure(void) {
    run_for(options.warmup);
    for (int i = 0; i < options.connections; i++) connections[i].seen_before = connections[i].seen;
    unsigned long events0 = events;
    double time0 = now(), server0 = server_cpu(), redis0 = process_cpu(options.redis), own0 = own_cpu();
    run_for(options.seconds);
    double count = events - events0, seconds = now() - time0;
    double server = server_cpu() - server0, redis = process_cpu(options.redis) - redis0, own = own_cpu() - own0;
    double per_event = count > 0 ? 1e6 / count : 0;
    find_stalled();
    printf("{\"scenario\":\"%s\",\"events\":%.0f,\"seconds\":%.3f,\"server_us\":%.3f,\"load_us\":%.3f,",
           options.scenario->name, count, seconds, server * per_event, own * per_event);
    if (options.redis != 0) printf("\"redis_us\":%.3f,", redis * per_event);
    printf("\"errors\":%lu}\n", errors);
    fflush(stdout);
}

/* Keeps the connections until standard input ends, so that somebody can look at the server's memory. */
static void keep_until_told(void) {
    struct connection input = {0};
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = &input}, happened[64];
    epoll_ctl(epoll, EPOLL_CTL_ADD, STDIN_FILENO, &event);
    for (;;) {
        int n = epoll_wait(epoll, happened, 64, -1);
        for (int i = 0; i < n; i++) {
            if (happened[i].data.ptr == &input) return;
            connection_event(happened[i].data.ptr, happened[i].events);
        }
    }
}

static void usage(void) {
    fputs("load SCENARIO -p PORT [-P PID] [-c CONNECTIONS] [-f IN_FLIGHT] [-b BYTES] [-w WARMUP] [-s SECONDS] [-R PID] [-3] [-z]\n"
          "scenarios: echo ack binary broadcast rooms handshake polling idle\n", stderr);
    exit(2);
}

static void add(struct numbers *numbers, const char *argument) {
    if (numbers->count == MAX_SERVERS) usage();
    numbers->of[numbers->count++] = atoi(argument);
}

int main(int count, char **arguments) {
    if (count < 2 || (options.scenario = scenario_named(arguments[1])) == NULL) usage();
    optind = 2;
    for (int option; (option = getopt(count, arguments, "p:P:c:f:b:w:s:R:3z")) != -1;) {
        switch (option) {
            case 'p': add(&options.ports, optarg); break;
            case 'P': add(&options.pids, optarg); break;
            case 'c': options.connections = atoi(optarg); break;
            case 'f': options.flight = atoi(optarg); break;
            case 'b': options.bytes = atoi(optarg); break;
            case 'w': options.warmup = atof(optarg); break;
            case 's': options.seconds = atof(optarg); break;
            case 'R': options.redis = atoi(optarg); break;
            case '3': options.attachments_of_revision_3 = true; break;
            case 'z': options.deflate = true; break;
            default: usage();
        }
    }
    if (options.ports.count == 0 || options.bytes < 100 || options.bytes > MAX_BYTES) usage();
    bool idle = strcmp(options.scenario->name, "idle") == 0;
    epoll = epoll_create1(0);
    options.scenario->prepare();
    connect_all();
    if (idle) {
        printf("{\"ready\":%d}\n", ready);
        fflush(stdout);
    }
    options.scenario->start();
    measure();
    if (idle) keep_until_told();
    return errors > 0;
}
