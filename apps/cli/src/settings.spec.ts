import { createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { readSettings, UsageError } from './settings.js';
import { requireFreePorts } from './up/ports-in-use.js';

describe('readSettings', () => {
  it('keeps its data in the project folder, wherever it is called from', () => {
    const settings = readSettings({});
    expect(settings.dataFolder).toBe(join(settings.projectFolder, '.sluis'));
  });

  it('names what cannot be used, without its value', () => {
    const read = readSettings.bind(undefined, { API_PORT: 'hunter2', DATABASE_URL: 'hunter2' });
    expect(read).toThrow(UsageError);
    expect(read).toThrow(/DATABASE_URL/);
    expect(read).not.toThrow(/hunter2/);
  });
});

describe('requireFreePorts', () => {
  it.each(['127.0.0.1', '0.0.0.0', '::'])('says which port is in use on %s and how to go on', async (host) => {
    const server = createServer();
    onTestFinished(() => void server.close());
    await new Promise<void>((resolve) => server.listen(0, host, resolve));
    const address = server.address();
    const port = typeof address === 'object' ? address?.port : undefined;
    await expect(requireFreePorts(readSettings({ METRICS_PORT: String(port) }))).rejects.toThrow(
      new RegExp(`Port ${port} is in use.*Stop that program or set METRICS_PORT`),
    );
  });

  it('refuses one port for two things', async () => {
    const settings = readSettings({ API_PORT: '25001', METRICS_PORT: '25001' });
    await expect(requireFreePorts(settings)).rejects.toThrow('API_PORT and METRICS_PORT are both 25001');
  });
});
