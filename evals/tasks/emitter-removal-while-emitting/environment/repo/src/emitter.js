export class Emitter {
  #handlers = new Map();

  on(event, handler) {
    if (!this.#handlers.has(event)) this.#handlers.set(event, []);
    this.#handlers.get(event).push(handler);
    return () => this.off(event, handler);
  }

  once(event, handler) {
    const wrapped = (...args) => {
      this.off(event, wrapped);
      handler(...args);
    };
    return this.on(event, wrapped);
  }

  off(event, handler) {
    const handlers = this.#handlers.get(event) ?? [];
    const at = handlers.lastIndexOf(handler);
    if (at >= 0) handlers.splice(at, 1);
  }

  /** Gives whether anybody listened. */
  emit(event, ...args) {
    const handlers = this.#handlers.get(event) ?? [];
    handlers.forEach((handler) => {
      handler(...args);
    });
    return handlers.length > 0;
  }
}
