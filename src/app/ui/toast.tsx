import { createContext, use, useCallback, useMemo, useRef, useState, type ReactNode } from 'react';
import { Button, CloseButton } from './button.tsx';
import { Icon } from './icon.tsx';
import styles from './toast.module.css';

export interface ToastInput {
  readonly text: string;
  /** Errors stay until they are closed. */
  readonly tone?: 'good' | 'bad';
  readonly action?: { readonly label: string; readonly onAction: () => void };
}
type Shown = ToastInput & { readonly id: number };

const SHOWN_MS = 6000;
const MOST = 3;

const ToastContext = createContext<(toast: ToastInput) => void>(() => {});

/** Says the result of the person's own act. Never the only place where it can be seen, never a secret. */
export const useToast = (): ((toast: ToastInput) => void) => use(ToastContext);

export function ToastProvider({ children }: { readonly children: ReactNode }) {
  const [toasts, setToasts] = useState<readonly Shown[]>([]);
  const next = useRef(0);
  const timers = useRef(new Map<number, number>());

  const close = useCallback((id: number): void => {
    clearTimeout(timers.current.get(id));
    timers.current.delete(id);
    setToasts((shown) => shown.filter((toast) => toast.id !== id));
  }, []);
  const start = useCallback(
    (toast: Shown): void => {
      if (toast.tone !== 'bad')
        timers.current.set(
          toast.id,
          window.setTimeout(() => close(toast.id), SHOWN_MS),
        );
    },
    [close],
  );
  const show = useCallback(
    (toast: ToastInput): void => {
      const shown = { ...toast, id: next.current++ };
      setToasts((before) => [...before.slice(1 - MOST), shown]);
      start(shown);
    },
    [start],
  );
  const pause = (): void => {
    for (const timer of timers.current.values()) clearTimeout(timer);
  };
  const resume = (): void => toasts.forEach(start);
  const value = useMemo(() => show, [show]);

  return (
    <ToastContext value={value}>
      {children}
      {/* oxlint-disable-next-line jsx-a11y/no-static-element-interactions, jsx-a11y/no-noninteractive-element-interactions -- pauses while somebody reads */}
      <div
        className={styles['region']}
        role="status"
        aria-live="polite"
        onPointerEnter={pause}
        onPointerLeave={resume}
        onFocus={pause}
        onBlur={resume}
      >
        {toasts.map((toast) => (
          <div key={toast.id} className={styles['toast']} data-tone={toast.tone ?? 'good'}>
            <Icon name={toast.tone === 'bad' ? 'warn' : 'check'} />
            <span className={styles['words']}>{toast.text}</span>
            <span className={styles['ends']}>
              {toast.action !== undefined && (
                <Button
                  small
                  onClick={() => {
                    toast.action?.onAction();
                    close(toast.id);
                  }}
                >
                  {toast.action.label}
                </Button>
              )}
              <CloseButton label="Close this message" onClick={() => close(toast.id)} />
            </span>
          </div>
        ))}
      </div>
    </ToastContext>
  );
}
