/** Whether keys without a modifier do something (WCAG 2.1.4: they can be switched off). The shell holds the choice. */
import { createContext, use } from 'react';

export const SingleKeysContext = createContext(true);
export const useSingleKeys = (): boolean => use(SingleKeysContext);

/** Is somebody typing there? Then no key is a shortcut. */
export const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName)) &&
  !(target instanceof HTMLInputElement && /^(checkbox|radio|button|submit)$/.test(target.type));
