#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "payload.h"

static int failures;
static int number;

static void check(int ok, const char *what)
{
	printf("%s %d - %s\n", ok ? "ok" : "not ok", ++number, what);
	fflush(stdout);
	failures += !ok;
}

static unsigned char *payload(size_t len, size_t offset, int fill)
{
	unsigned char *block = malloc(offset + 2 + len);

	memset(block, fill, offset + 2 + len);
	block[offset] = (unsigned char)(len >> 8);
	block[offset + 1] = (unsigned char)(len & 255);
	return block + offset + 2;
}

int main(void)
{
	static const size_t lens[] = { 0, 1, 5, 127, 128, 255, 256, 257, 32768, 65535 };
	int same = 1;

	for (size_t at = 0; at < sizeof(lens) / sizeof(*lens); at++)
		for (size_t offset = 0; offset < 4; offset++)
			for (int fill = 0; fill < 256; fill += 85)
				same = same && payload_len(payload(lens[at], offset, fill)) == lens[at];
	check(same, "every length, content and address");
	unsigned char *some = payload(3, 1, 0);
	check(payload_sum(some) == 0, "zeros add nothing");
	some[2] = 9;
	check(payload_sum(some) == 9, "but are counted over");
	some[0] = 1;
	check(payload_sum(some) == 31 * 31 + 9, "the sum is over all bytes");
	return failures != 0;
}
