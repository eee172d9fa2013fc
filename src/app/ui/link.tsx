import { createContext, use, type AnchorHTMLAttributes, type ComponentType, type Ref } from 'react';

export interface AnchorProps extends AnchorHTMLAttributes<HTMLAnchorElement> {
  readonly href: string;
  readonly ref?: Ref<HTMLAnchorElement>;
}

/** What draws a link. Plain by default: the shell puts the router's in its place, so that the primitives know no router. */
export const LinkContext = createContext<ComponentType<AnchorProps>>((props) => (
  <a {...props}>{props.children}</a>
));

export function Link(props: AnchorProps) {
  const Anchor = use(LinkContext);
  // oxlint-disable-next-line react/static-components -- the component is the context's value, made once by the shell
  return <Anchor {...props} />;
}
