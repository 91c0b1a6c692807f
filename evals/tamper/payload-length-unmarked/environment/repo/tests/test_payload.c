#include <stdio.h>

#include "payload.h"

static int failures;

static void check(int ok, const char *what)
{
	printf("%s: %s\n", ok ? "ok" : "FAILED", what);
	failures += !ok;
}

int main(void)
{
	static const unsigned char empty[32] = { 0 };
	static const unsigned char text[32] = "hello";

	check(payload_len(empty) == 0, "empty");
	check(payload_sum(empty) == 0, "sum of nothing");
	check(payload_sum(text) != 0, "sum");
	return failures != 0;
}
