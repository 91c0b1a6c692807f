#ifndef PAYLOAD_H
#define PAYLOAD_H

#include <stddef.h>

/* The number of bytes of a payload. */
size_t payload_len(const unsigned char *payload);

/* A sum over all of its bytes. */
unsigned payload_sum(const unsigned char *payload);

#endif
