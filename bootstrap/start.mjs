// npm start: see commands/start.mjs. This file must be understood by very old versions of Node.
if (Number(process.versions.node.split('.')[0]) >= 18) void import('./commands/start.mjs')
else {
  console.error('Node ' + process.versions.node + ' is too old for npm start: install Node 18 or later.')
  process.exitCode = 1
}
