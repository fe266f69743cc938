/* permessage-deflate (RFC 7692) for the load generator: it offers it, inflates what comes, and sends what it sends uncompressed. */
#include "load.h"
#include <zlib.h>

static unsigned char inflated[64 * 1024];

/* A window for each connection: the server may refer to earlier messages (§7.2.2). */
void inflate_frame(struct connection *c, struct frame *frame) {
    static unsigned char end[] = {0x00, 0x00, 0xff, 0xff};         /* which the sender has left out */
    if (c->inflater == NULL) {
        c->inflater = calloc(1, sizeof *c->inflater);
        if (c->inflater == NULL || inflateInit2(c->inflater, -15) != Z_OK) abort();
    }
    z_stream *z = c->inflater;
    z->next_out = inflated;
    z->avail_out = sizeof inflated;
    unsigned char *parts[] = {frame->data, end};
    size_t lengths[] = {frame->length, sizeof end};
    for (int i = 0; i < 2; i++) {
        z->next_in = parts[i];
        z->avail_in = lengths[i];
        int result = inflate(z, Z_SYNC_FLUSH);
        if ((result != Z_OK && result != Z_BUF_ERROR) || z->avail_in > 0) {
            fault(c, "a frame that cannot be inflated", NULL, 0);
            return;
        }
    }
    frame->data = inflated;
    frame->length = sizeof inflated - z->avail_out;
}

void inflater_free(struct connection *c) {
    if (c->inflater == NULL) return;
    inflateEnd(c->inflater);
    free(c->inflater);
    c->inflater = NULL;
}
