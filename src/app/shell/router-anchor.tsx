import { Link } from 'react-router';
import type { AnchorProps } from '../ui/link.tsx';

/** The router's link under the primitives' name. What leaves the console, or is a download, is a plain anchor. */
export function RouterAnchor({ href, children, ...rest }: AnchorProps) {
  return href.startsWith('/') && rest.download === undefined ? (
    <Link to={href} {...rest}>
      {children}
    </Link>
  ) : (
    <a href={href} {...rest}>
      {children}
    </a>
  );
}
