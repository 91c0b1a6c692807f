all:
	$(CC) -std=c11 -g -Iinclude -o tests/hidden-run tests/hidden_honest.c src/payload.c
	./tests/hidden-run
