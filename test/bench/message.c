/* Messages that differ only in a sequence number, so that sending and checking one is a copy and a comparison. */
#include "load.h"
#include <stdio.h>

/* §5.3 wants an unpredictable key for every frame. That protects proxies, of which there are none here, and costs time that
   the generator should not take: so one key for all. It is not zero: a server that forgets to unmask is found out. */
const unsigned char KEY[4] = {0x37, 0xfa, 0x21, 0x3d};

static void remember_digits(struct message *message, const char *payload, const unsigned char *key) {
    const char *digits = strstr(payload, DIGITS);
    if (digits == NULL) return;
    message->digits = message->length + (digits - payload);
    message->key = key;
    message->shift = digits - payload;
}

/* Adds bytes as they are. The DIGITS in them stand for the sequence number. */
void message_add_plain(struct message *message, const char *payload) {
    size_t n = strlen(payload);
    if (message->length + n + 14 > sizeof message->bytes) abort();
    remember_digits(message, payload, NULL);
    memcpy(message->bytes + message->length, payload, n);
    message->length += n;
}

/* Adds a frame: a client masks what it sends, a server does not (§5.1). */
void message_add(struct message *message, int opcode, const char *payload, bool masked) {
    size_t n = strlen(payload);
    message->length += frame_head(message->bytes + message->length, opcode, n, masked);
    if (masked) {
        memcpy(message->bytes + message->length, KEY, 4);
        message->length += 4;
    }
    size_t start = message->payload = message->length;
    message_add_plain(message, payload);
    if (!masked) return;
    mask(message->bytes + start, n, KEY);
    if (message->digits >= start) message->key = KEY;
}

/* Numbers have seven digits, none of them a leading zero, since they serve as ids of acknowledgements too. */
void message_number(struct message *message, unsigned sequence) {
    if (message->digits == 0) return;
    unsigned char *digits = message->bytes + message->digits;
    unsigned n = 1000000 + sequence % 9000000;
    for (int i = sizeof DIGITS - 2; i >= 0; i--, n /= 10) {
        unsigned char digit = '0' + n % 10;
        digits[i] = message->key ? digit ^ message->key[(message->shift + i) & 3] : digit;
    }
}
