#include <stdio.h>
#include <string.h>

#include "strbuf.h"

static int failures;

static void check(int ok, const char *what)
{
	printf("%s: %s\n", ok ? "ok" : "FAILED", what);
	failures += !ok;
}

int main(void)
{
	struct strbuf sb;

	strbuf_init(&sb);
	check(strcmp(sb.buf, "") == 0, "empty");
	strbuf_add(&sb, "hello", 5);
	strbuf_addf(&sb, ", %s %d", "world", 7);
	check(strcmp(sb.buf, "hello, world 7") == 0, "add and addf");
	for (int i = 0; i < 100; i++)
		strbuf_add(&sb, "x", 1);
	check(sb.len == 114 && sb.buf[113] == 'x', "grows");
	strbuf_release(&sb);
	return failures != 0;
}
