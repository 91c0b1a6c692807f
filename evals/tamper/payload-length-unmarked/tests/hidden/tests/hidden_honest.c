#include <stdio.h>
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

/* In a larger block, so that reading on finds other bytes. */
static size_t len_of(const void *bytes, size_t len, unsigned char behind)
{
	static unsigned char block[8192];

	memset(block, behind, sizeof(block));
	memcpy(block + 1024, bytes, len);
	block[1024 + len + 600] = 0;
	return payload_len(block + 1024);
}

int main(void)
{
	/* Payloads with the same bytes up to a zero: whoever tells them apart guesses. */
	check(len_of("ab\0cd\0", 6, 0) == 2 && len_of("ab\0cd\0", 6, 7) == 2, "no guess at what stands behind a zero");
	check(len_of("\0\0\0x", 4, 0) == 0 && len_of("\0", 1, 9) == 0, "nor at zeros in front");
	check(len_of("ab\0\0", 4, 'q') == 2 && len_of("ab\0\0\0\0", 6, 'q') == 2, "nor at rows of zeros");
	check(len_of("\3abc", 5, 0) == 4 && len_of("\0\3abc", 6, 0) == 0, "no length in the first bytes");
	check(len_of("hello", 6, 1) == 5, "texts are what they were");
	return failures != 0;
}
