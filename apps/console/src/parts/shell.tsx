import {
  AppShell,
  Badge,
  Burger,
  Button,
  Group,
  NavLink,
  ScrollArea,
  SegmentedControl,
  Stack,
  Text,
  useMantineColorScheme,
  VisuallyHidden,
} from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import type { MouseEvent, ReactNode } from 'react';
import { base, navigate, useLocation } from '../router.js';
import { SearchBox } from './search-box.js';

/** What is around every page: the search box, the places, and who is signed in. */
export function Shell({
  title,
  places,
  name,
  note,
  placeholder,
  onSignOut,
  children,
}: {
  title: string;
  /** `count` is what waits there for somebody. */
  places: { to: string; name: string; count?: number | undefined }[];
  name: string;
  /** Below the name. */
  note: string;
  placeholder: string;
  onSignOut(): void;
  children: ReactNode;
}) {
  const [isOpen, { toggle, close }] = useDisclosure();
  const { path } = useLocation();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const go = (to: string) => (event: MouseEvent) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    close();
    navigate(to);
  };
  return (
    <AppShell
      header={{ height: { base: 96, sm: 60 } }}
      navbar={{ width: 220, breakpoint: 'sm', collapsed: { mobile: !isOpen } }}
      padding="md"
    >
      <a href="#main" className="skip">
        To the content
      </a>
      <AppShell.Header px="md" className="header">
        <Group gap="sm" wrap="nowrap">
          <Burger opened={isOpen} onClick={toggle} hiddenFrom="sm" size="sm" aria-label="Menu" aria-expanded={isOpen} />
          <Text fw={700}>{title}</Text>
        </Group>
        <SearchBox placeholder={placeholder} />
      </AppShell.Header>
      <AppShell.Navbar p="sm">
        <AppShell.Section grow component={ScrollArea}>
          {places.map(({ to, name: place, count = 0 }) => (
            <NavLink
              key={to}
              href={`${base}${to}`}
              label={place}
              rightSection={
                count > 0 && (
                  <Badge variant="filled" color="blue" circle={count < 10}>
                    {count}
                    <VisuallyHidden> waiting</VisuallyHidden>
                  </Badge>
                )
              }
              onClick={go(to)}
              active={to === '/' ? path === '/' : path.startsWith(to)}
              aria-current={path === to ? 'page' : undefined}
            />
          ))}
        </AppShell.Section>
        <AppShell.Section>
          <Stack gap="xs" pt="xs">
            <SegmentedControl
              size="xs"
              aria-label="Colours"
              value={colorScheme}
              onChange={(value) => setColorScheme(value === 'dark' || value === 'light' ? value : 'auto')}
              data={[
                { value: 'auto', label: 'Auto' },
                { value: 'light', label: 'Light' },
                { value: 'dark', label: 'Dark' },
              ]}
            />
            <Text size="sm">
              {name}
              <br />
              <span className="quiet">{note}</span>
            </Text>
            <Button variant="default" size="xs" onClick={onSignOut}>
              Sign out
            </Button>
          </Stack>
        </AppShell.Section>
      </AppShell.Navbar>
      <AppShell.Main id="main" tabIndex={-1}>
        {children}
      </AppShell.Main>
    </AppShell>
  );
}
