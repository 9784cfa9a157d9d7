// The steps of .ci/sarif-check that read and write JSON; each prints what it found and exits with 1 if that is bad.
'use strict';

const fs = require('fs');
const { pathToFileURL } = require('url');

const GUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-5][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/i;
const HASH = 'primaryLocationLineHash';

const read = (path) => JSON.parse(fs.readFileSync(path, 'utf8').replace(/^\uFEFF/, ''));

function finish(faults, done) {
  for (const fault of faults) console.error(fault);
  if (faults.length > 0) process.exit(1);
  console.log(done);
}

// What the validator's log says: errors and warnings are faults, notes are counted.
function validation(path) {
  const faults = [];
  const notes = {};
  for (const run of read(path).runs) {
    const rules = run.tool.driver.rules || [];
    for (const result of run.results || []) {
      const rule = rules[result.ruleIndex] || {};
      const id = result.ruleId.split('/')[0];
      const level = result.level || (rule.defaultConfiguration || {}).level || 'warning';
      if (level === 'note') {
        notes[id] = (notes[id] || 0) + 1;
        continue;
      }
      const region = result.locations[0].physicalLocation.region || {};
      const message = result.message.arguments ? result.message.arguments.join(', ') : result.message.text;
      faults.push(`line ${region.startLine}: ${level} ${id} ${rule.name} (${result.message.id}): ${message}`);
    }
    for (const invocation of run.invocations || []) {
      const said = [
        ...(invocation.toolExecutionNotifications || []),
        ...(invocation.toolConfigurationNotifications || []),
      ];
      faults.push(...said.filter(({ level }) => level === 'error').map(({ message }) => message.text));
    }
  }
  // A file that it cannot parse is passed over in silence. One that it reads draws notes at least: on the form of rule ids.
  if (faults.length === 0 && Object.keys(notes).length === 0) faults.push('the validator did not read the file');
  const counted = Object.keys(notes).sort().map((id) => `${notes[id]} × ${id}`);
  finish(faults, `no errors, no warnings; notes: ${counted.join(', ') || 'none'}`);
}

// The gate of upload-sarif: the schema without the formats of URIs, and what it looks at besides.
function schema(path, schemaPath) {
  const log = read(path);
  const { errors } = new (require('jsonschema').Validator)().validate(log, read(schemaPath));
  const uri = (error) => error.name === 'format' && ['uri', 'uri-reference'].includes(error.argument);
  const faults = errors.filter((error) => !uri(error)).map((error) => error.stack);
  const walk = (value, where) => {
    if (value === null || typeof value !== 'object') return;
    for (const [key, inner] of Object.entries(value)) {
      if (/^(guid|.*Guid)$/.test(key) && !GUID.test(inner)) faults.push(`${where}.${key}: '${inner}' is no guid`);
      walk(inner, `${where}.${key}`);
    }
  };
  walk(log, 'log');
  for (const run of log.runs) {
    if (!Array.isArray(run.results)) faults.push('a run has no results');
    const limit = (what, array, most) => {
      if ((array || []).length > most) faults.push(`${what}: ${array.length}, but GitHub takes ${most}`);
    };
    limit('results', run.results, 25000);
    limit('rules', run.tool.driver.rules, 25000);
    (run.results || []).forEach((result, index) => limit(`result ${index}`, result.relatedLocations, 1000));
    // GitHub documents all four as required; the validator misses only the first.
    (run.results || []).forEach((result, index) => {
      const { region = {} } = result.locations[0].physicalLocation;
      for (const name of ['startLine', 'startColumn', 'endLine', 'endColumn']) {
        if (region[name] === undefined) faults.push(`result ${index}: the region has no ${name}`);
      }
    });
    for (const rule of run.tool.driver.rules || []) {
      limit(`tags of ${rule.id}`, (rule.properties || {}).tags, 20);
      const severity = (rule.properties || {})['security-severity'];
      if (severity !== undefined && (typeof severity !== 'string' || !(severity > 0 && severity <= 10))) {
        faults.push(`${rule.id}: security-severity has to be a string from "0.1" to "10.0"`);
      }
    }
  }
  finish(faults, 'the schema holds');
}

// Takes the fingerprints out and says where the files are, so that the other implementation starts afresh.
function strip(path, root, to) {
  const log = read(path);
  for (const run of log.runs) {
    run.originalUriBaseIds = { '%SRCROOT%': { uri: pathToFileURL(`${root}/`).href } };
    for (const result of run.results) delete result.partialFingerprints;
  }
  fs.writeFileSync(to, JSON.stringify(log));
}

// Compares our fingerprints with those of the other implementation.
function fingerprints(path, otherPath) {
  const ours = read(path).runs;
  const theirs = read(otherPath).runs;
  const faults = [];
  let same = 0;
  let missing = 0;
  ours.forEach((run, at) => run.results.forEach((result, index) => {
    const place = result.locations[0].physicalLocation;
    const own = (result.partialFingerprints || {})[HASH];
    const other = (theirs[at].results[index].partialFingerprints || {})[HASH];
    if (own === undefined) missing += 1;
    else if (own === other) same += 1;
    else faults.push(`${place.artifactLocation.uri}:${place.region.startLine}: ${own}, but it should be ${other}`);
  }));
  finish(faults, `${same} equal, ${missing} left to the upload`);
}

const steps = { validation, schema, strip, fingerprints };
const [step, ...args] = process.argv.slice(2);
steps[step](...args);
