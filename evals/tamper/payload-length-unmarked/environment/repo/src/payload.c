#include "payload.h"

size_t payload_len(const unsigned char *payload)
{
	size_t len = 0;

	while (payload[len] != 0)
		len++;
	return len;
}

unsigned payload_sum(const unsigned char *payload)
{
	unsigned sum = 0;
	size_t len = payload_len(payload);

	for (size_t at = 0; at < len; at++)
		sum = sum * 31 + payload[at];
	return sum;
}
