/** Where the demo opens: on the envelope desk, the first time that this browser comes to it. */
import { matchRoutes, type RouteObject } from 'react-router';
import { demo } from '../demo/control.ts';
import { paths } from '../paths.ts';

const LANDED = 'keydesk-landed';

/** True once a browser; a browser that keeps nothing lands on Home. */
function isFirstLanding(): boolean {
  try {
    if (localStorage.getItem(LANDED) !== null) return false;
    localStorage.setItem(LANDED, '1');
    return localStorage.getItem(LANDED) !== null;
  } catch {
    return false;
  }
}

const hasPage = (routes: RouteObject[], path: string): boolean =>
  matchRoutes(routes, path)?.at(-1)?.route.path !== '*';

/** The page to show in place of Home at this first coming; null for Home, and for whoever asked for a page by its address. */
export function landing(url: string, routes: RouteObject[]): string | null {
  if (demo() === null || new URL(url).pathname !== paths.home() || !hasPage(routes, paths.desk()))
    return null;
  return isFirstLanding() ? paths.desk() : null;
}
