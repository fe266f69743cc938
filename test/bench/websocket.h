/* What the load generator and the floor share of RFC 6455: frames, and a buffer to gather them in. */
#ifndef WEBSOCKET_H
#define WEBSOCKET_H

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>

enum opcode { TEXT = 1, BINARY = 2, CLOSE = 8, PING = 9, PONG = 10 };   /* §5.2 */

struct frame {
    int opcode;
    const unsigned char *key;                   /* the masking key; NULL: not masked */
    unsigned char *data;
    size_t length;
};

/* Finds the frame that begins at p. Returns the bytes it takes, or 0 if they are not all there yet. (§5.2) */
static inline size_t frame_parse(unsigned char *p, size_t n, struct frame *frame) {
    if (n < 2) return 0;
    bool masked = p[1] & 0x80;
    size_t head = 2, length = p[1] & 0x7f;
    if (length >= 126) {
        size_t digits = length == 126 ? 2 : 8;
        if (n < head + digits) return 0;
        for (length = 0; digits > 0; digits--) length = length << 8 | p[head++];
    }
    if (masked) head += 4;
    if (n < head || n - head < length) return 0;
    *frame = (struct frame) {.opcode = p[0] & 0x0f, .key = masked ? p + head - 4 : NULL, .data = p + head, .length = length};
    return head + length;
}

/* Writes the head of a whole message in one frame, and returns its length: at most 10, without the masking key. (§5.2) */
static inline size_t frame_head(unsigned char *out, int opcode, size_t length, bool masked) {
    size_t digits = length < 126 ? 0 : length < 65536 ? 2 : 8;
    out[0] = 0x80 | opcode;
    out[1] = (masked ? 0x80 : 0) | (digits == 0 ? length : digits == 2 ? 126 : 127);
    for (size_t i = 0; i < digits; i++) out[2 + i] = length >> 8 * (digits - 1 - i);
    return 2 + digits;
}

/* §5.3: masking and unmasking are the same; a word at a time. */
static inline void mask(unsigned char *data, size_t length, const unsigned char *key) {
    uint64_t wide, word;
    memcpy(&wide, key, 4);
    memcpy((char *) &wide + 4, key, 4);
    size_t i = 0;
    for (; i + 8 <= length; i += 8) {
        memcpy(&word, data + i, 8);
        word ^= wide;
        memcpy(data + i, &word, 8);
    }
    for (; i < length; i++) data[i] ^= key[i & 3];
}

struct buffer {
    unsigned char *bytes;
    size_t length, capacity;
};

/* Makes room for n bytes at the end and returns where they go; the caller writes them. */
static inline unsigned char *buffer_add(struct buffer *buffer, size_t n) {
    if (buffer->capacity - buffer->length < n) {
        buffer->capacity = 2 * (buffer->length + n);
        buffer->bytes = realloc(buffer->bytes, buffer->capacity);
        if (buffer->bytes == NULL) abort();
    }
    buffer->length += n;
    return buffer->bytes + buffer->length - n;
}

static inline void buffer_append(struct buffer *buffer, const void *bytes, size_t n) {
    memcpy(buffer_add(buffer, n), bytes, n);
}

static inline void buffer_drop(struct buffer *buffer, size_t n) {
    buffer->length -= n;
    memmove(buffer->bytes, buffer->bytes + n, buffer->length);
}

static inline void buffer_free(struct buffer *buffer) {
    free(buffer->bytes);
    *buffer = (struct buffer) {0};
}

#endif
