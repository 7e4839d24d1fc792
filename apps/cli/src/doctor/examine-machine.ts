import { accessSync, constants, existsSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describePortUser, findInstalledChromium, findInstalledRedis, isPortFree } from '@sluis/local-stack';
import { isNodeRecentEnough, requiredNodeMajor } from '../node-version.js';
import { readJson } from '../private-file.js';
import type { Settings } from '../settings.js';
import { secretsSchema } from '../up/secrets.js';
import type { Finding } from './finding.js';

/** What the database of some days of trying out takes, with room to spare. */
const comfortableGigabytes = 5;

/** Whether this machine can run the local stack. Looks only: nothing is installed, written or started. */
export async function examineMachine(settings: Settings): Promise<Finding[]> {
  return [
    examineNode(),
    ...(await examinePorts(settings)),
    examineRedis(settings),
    await examineChromium(),
    examineDataFolder(settings),
    await examineDisk(settings),
    await examineKeys(settings),
  ];
}

function examineNode(): Finding {
  const isRight = isNodeRecentEnough();
  return {
    verdict: isRight ? 'good' : 'bad',
    text: `Node.js ${process.versions.node}${isRight ? '' : `; version ${requiredNodeMajor} is needed: run npm ci, then npm run sluis -- doctor`}`,
  };
}

async function examinePorts({ ports, dataFolder }: Settings): Promise<Finding[]> {
  // A running stack holds its own ports.
  const isRunning = existsSync(join(dataFolder, 'local.json'));
  return Promise.all(
    Object.entries(ports).map(async ([name, port]): Promise<Finding> => {
      if (await isPortFree(port)) return { verdict: 'good', text: `Port ${port} is free (${name})` };
      if (isRunning) return { verdict: 'good', text: `Port ${port} is in use, and the stack is running (${name})` };
      const user = await describePortUser(port);
      const by = user === undefined ? '' : ` by ${user}`;
      return { verdict: 'bad', text: `Port ${port} is in use${by}; stop that program or set ${name}` };
    }),
  );
}

function examineRedis({ redisUrl }: Settings): Finding {
  if (redisUrl !== undefined) return { verdict: 'good', text: 'Redis: yours, from REDIS_URL' };
  const { path, canBeInstalled } = findInstalledRedis();
  if (path !== undefined) return { verdict: 'good', text: `Redis: ${path}` };
  return canBeInstalled
    ? { verdict: 'note', text: 'Redis: not installed; the first start installs it with apt-get' }
    : { verdict: 'bad', text: 'Redis: not installed; install redis-server or valkey, or set REDIS_URL' };
}

async function examineChromium(): Promise<Finding> {
  const path = await findInstalledChromium();
  return path === undefined
    ? { verdict: 'note', text: 'Chromium: not found; only the tests need it, and they install or download it' }
    : { verdict: 'good', text: `Chromium: ${path}` };
}

function examineDataFolder({ dataFolder }: Settings): Finding {
  if (!existsSync(dataFolder)) return { verdict: 'good', text: `Data folder: ${dataFolder}, made by the first start` };
  try {
    accessSync(dataFolder, constants.R_OK | constants.W_OK | constants.X_OK);
    return { verdict: 'good', text: `Data folder: ${dataFolder}` };
  } catch {
    return { verdict: 'bad', text: `Data folder: ${dataFolder} cannot be written to; set SLUIS_DATA_DIR to another` };
  }
}

async function examineKeys({ dataFolder }: Settings): Promise<Finding> {
  const file = join(dataFolder, 'secrets.json');
  if (!existsSync(file)) return { verdict: 'good', text: 'Encryption key: made by the first start' };
  return (await readJson(file, secretsSchema)) === undefined
    ? { verdict: 'bad', text: `Encryption key: ${file} cannot be read; restore it` }
    : { verdict: 'good', text: `Encryption key: in ${file}` };
}

async function examineDisk({ dataFolder }: Settings): Promise<Finding> {
  let folder = dataFolder;
  while (!existsSync(folder) && dirname(folder) !== folder) folder = dirname(folder);
  const { bavail, bsize } = await statfs(folder);
  const gigabytes = (bavail * bsize) / 1e9;
  const free = `Disk: ${gigabytes.toFixed(1)} GB free at ${folder}`;
  if (gigabytes >= comfortableGigabytes) return { verdict: 'good', text: free };
  return gigabytes < 1
    ? { verdict: 'bad', text: `${free}; PostgreSQL stops when it is full: make room, or set SLUIS_DATA_DIR elsewhere` }
    : { verdict: 'note', text: `${free}; make room soon` };
}
