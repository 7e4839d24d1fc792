import { Button, Group, Stack, TextInput } from '@mantine/core';
import type { ReactNode } from 'react';
import { savedFiltersSchema } from '../answers/search.js';
import { change, useAnswer } from '../api.js';
import { Link } from '../router.js';
import { useAction } from './action.js';
import { useFields } from './fields.js';

/** The filters of a list that somebody kept under a name. `children` gets what keeps the one that is set now. */
export function SavedFilters({
  list,
  filter,
  children,
}: {
  list: string;
  filter: Record<string, string>;
  children(save: ReactNode): ReactNode;
}) {
  const { values, set, field } = useFields({ name: '' });
  const saved = useAnswer('/saved-filters', savedFiltersSchema);
  const saving = useAction();
  const save = async () => {
    await change('/saved-filters', { list, filter, ...values });
    set('name', '');
    saved.again();
  };
  const remove = async (id: string) => {
    await change(`/saved-filters/${id}`, {}, 'DELETE').catch(() => undefined);
    saved.again();
  };
  const own = saved.state === 'ready' ? saved.data.data.filter((one) => one.list === list) : [];
  return (
    <Stack gap="xs">
      {children(
        Object.keys(filter).length > 0 && (
          <>
            <TextInput label="Save as" {...field('name')} error={saving.error} maxLength={60} />
            <Button
              variant="default"
              disabled={values.name.trim() === ''}
              loading={saving.isBusy}
              onClick={() => void saving.run(save)}
            >
              Save filter
            </Button>
          </>
        ),
      )}
      {own.length > 0 && (
        <Group gap="md" component="ul" className="plain" aria-label="Saved filters">
          {own.map((one) => (
            <li key={one.id}>
              <Link to={`/${list}?${new URLSearchParams(one.filter)}`}>{one.name}</Link>{' '}
              <Button
                size="compact-xs"
                variant="default"
                aria-label={`Remove ${one.name}`}
                onClick={() => void remove(one.id)}
              >
                ×
              </Button>
            </li>
          ))}
        </Group>
      )}
    </Stack>
  );
}
