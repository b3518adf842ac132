/** Tells every listener that something changed, each in its own endless stream of positions. */
export class Announcer {
  private position = 0;
  private readonly waiting = new Set<() => void>();

  announce() {
    this.position += 1;
    for (const wake of this.waiting) wake();
    this.waiting.clear();
  }

  async *listen() {
    for (;;) {
      await new Promise<void>((resolve) => this.waiting.add(resolve));
      yield String(this.position);
    }
  }
}
