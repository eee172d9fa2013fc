import type { ButtonHTMLAttributes, MouseEvent, ReactNode, Ref } from 'react';
import styles from './button.module.css';
import { cx } from './cx.ts';
import { Icon, type IconName } from './icon.tsx';
import { Link } from './link.tsx';
import { Hint } from './tooltip.tsx';

export type ButtonKind = 'plain' | 'primary' | 'bare' | 'armed';

interface Look {
  readonly kind?: ButtonKind;
  readonly small?: boolean;
  readonly icon?: IconName;
  readonly trailing?: IconName;
}

export interface ButtonProps
  extends Look, Omit<ButtonHTMLAttributes<HTMLButtonElement>, 'disabled' | 'className'> {
  /** Under way: the button stays in place and focusable, and does nothing more. */
  readonly pending?: boolean;
  /** Why it cannot be done now, and what would change that. The button stays visible and focusable and says so. */
  readonly disabledReason?: string | null | undefined;
  readonly ref?: Ref<HTMLButtonElement>;
}

/** For what looks like a button and is a menu's. */
export const buttonClass = (look: Look): string =>
  cx(
    styles['button'],
    look.kind !== undefined && look.kind !== 'plain' && styles[look.kind],
    look.small === true && styles['small'],
  );

/** The button. It is never `disabled`: it says why it does nothing instead. */
export function Button({
  kind,
  small,
  icon,
  trailing,
  pending = false,
  disabledReason,
  onClick,
  children,
  type = 'button',
  ...rest
}: ButtonProps) {
  const off = pending || (disabledReason !== undefined && disabledReason !== null);
  const act = (event: MouseEvent<HTMLButtonElement>): void => {
    if (off) event.preventDefault();
    else onClick?.(event);
  };
  const button = (
    // oxlint-disable-next-line react/button-has-type -- given above, `button` unless told
    <button
      {...rest}
      type={type}
      className={buttonClass({ ...(kind && { kind }), ...(small && { small }) })}
      aria-disabled={off || undefined}
      aria-busy={pending || undefined}
      onClick={act}
    >
      {icon !== undefined && <Icon name={icon} />}
      {children}
      {trailing !== undefined && <Icon name={trailing} small />}
    </button>
  );
  return disabledReason === undefined || disabledReason === null ? (
    button
  ) : (
    <Hint text={disabledReason}>{button}</Hint>
  );
}

/** A link that looks like a button: it goes somewhere, so it can be opened in a new tab. With a reason why not it goes nowhere, and says so. */
export function ButtonLink({
  href,
  children,
  kind,
  small,
  icon,
  trailing,
  disabledReason,
}: Look & {
  readonly href: string;
  readonly disabledReason?: string | null | undefined;
  readonly children: ReactNode;
}) {
  if (disabledReason !== undefined && disabledReason !== null) {
    const look = { ...(kind && { kind }), ...(small && { small }), ...(icon && { icon }) };
    return (
      <Button {...look} {...(trailing && { trailing })} disabledReason={disabledReason}>
        {children}
      </Button>
    );
  }
  return (
    <Link href={href} className={buttonClass({ ...(kind && { kind }), ...(small && { small }) })}>
      {icon !== undefined && <Icon name={icon} />}
      {children}
      {trailing !== undefined && <Icon name={trailing} small />}
    </Link>
  );
}

export interface IconButtonProps extends Omit<
  ButtonHTMLAttributes<HTMLButtonElement>,
  'disabled' | 'className' | 'aria-label'
> {
  readonly icon: IconName;
  /** The button's name: read out, and shown on hover and focus. */
  readonly label: string;
  readonly large?: boolean;
  readonly disabledReason?: string | null | undefined;
  readonly ref?: Ref<HTMLButtonElement>;
}

export function IconButton({
  icon,
  label,
  large = false,
  disabledReason,
  onClick,
  type = 'button',
  ...rest
}: IconButtonProps) {
  const off = disabledReason !== undefined && disabledReason !== null;
  return (
    <Hint text={off ? disabledReason : label} describes={off}>
      {/* oxlint-disable-next-line react/button-has-type -- given above, `button` unless told */}
      <button
        {...rest}
        type={type}
        aria-label={label}
        aria-disabled={off || undefined}
        className={cx(styles['iconButton'], large && styles['large'])}
        onClick={off ? undefined : onClick}
      >
        <Icon name={icon} />
      </button>
    </Hint>
  );
}

/** A close button of a chip, a panel, a notice. */
export const CloseButton = (props: Omit<IconButtonProps, 'icon'>) => <IconButton {...props} icon="x" />;
