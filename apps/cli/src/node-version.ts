export const requiredNodeMajor = 24;

/** npm scripts run with the Node.js that the project brings; `sluis` on its own may meet an older one. */
export function isNodeRecentEnough(): boolean {
  return Number(process.versions.node.split('.')[0]) >= requiredNodeMajor;
}
