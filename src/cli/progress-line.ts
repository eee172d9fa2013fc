/** How far a long command is: one line of a terminal, written over again and again; nothing where nobody watches. */
export class ProgressLine {
  #shown = false;

  show(what: string, done: number, total: number): void {
    if (!process.stderr.isTTY) return;
    const part = total === 0 ? '' : ` ${Math.floor((done / total) * 100)} %`;
    process.stderr.write(`\r\u001b[K${what}…${part}`);
    this.#shown = true;
  }

  end(): void {
    if (this.#shown) process.stderr.write('\r\u001b[K');
    this.#shown = false;
  }
}
