import type { ReactNode } from 'react';
import { useLocation } from 'react-router';
import { paths } from '../../paths.ts';
import { Page, PageHead, Tabs } from '../../ui/page.tsx';
import styles from './people.module.css';

/** One of the lists of People & services, with the way to the others. */
export function Section({
  title,
  purpose,
  actions,
  children,
}: {
  readonly title: string;
  readonly purpose: ReactNode;
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}) {
  const { pathname } = useLocation();
  const tab = (href: string, label: string) => ({ href, label, current: pathname === href });
  return (
    <>
      <div className={styles['sectionHead']}>
        <PageHead title={title} purpose={purpose} actions={actions} />
      </div>
      <Tabs
        label="People and services"
        tabs={[
          tab(paths.people(), 'People'),
          tab(paths.services(), 'Services'),
          tab(paths.identityPolicies(), 'Identity policies'),
          tab(paths.sessions(), 'Sessions'),
        ]}
      />
      <Page>{children}</Page>
    </>
  );
}
