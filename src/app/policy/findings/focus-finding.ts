/** Focus to the finding at this place of the text: to its first fix, or to itself. With the title of a fix: to that one, and it is pressed. */
export function focusFinding(panel: HTMLElement | null, at: number, fix?: string): void {
  const items = [...(panel?.querySelectorAll<HTMLElement>('[data-code]') ?? [])];
  const there = items.find(({ dataset }) => Number(dataset['from']) <= at && at <= Number(dataset['to']));
  const buttons = [...(there?.querySelectorAll<HTMLElement>('button[data-fix]') ?? [])];
  const wanted = buttons.find(({ textContent }) => textContent === fix);
  (wanted ?? buttons[0] ?? there)?.focus();
  wanted?.click();
}
