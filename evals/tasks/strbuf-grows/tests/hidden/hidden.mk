all:
	$(CC) -std=c11 -g -fsanitize=address,undefined -fno-sanitize-recover=all -Iinclude -o tests/hidden-run tests/hidden_strbuf.c src/strbuf.c
	ASAN_OPTIONS=detect_leaks=0 ./tests/hidden-run
