/*
 * Asks Perfetto's own engine, trace_processor compiled to WebAssembly, about a trace.
 *
 *     node engine.mjs FOLDER TRACE < QUESTIONS > ANSWERS
 *
 * FOLDER has trace_processor.wasm, engine_bundle.node.js and engine.mjs, as prepare.sh puts them there.
 * QUESTIONS is a JSON list of SQL; ANSWERS is a JSON list with a list of rows, or {error}, for each.
 * Integers are strings, since they may have 64 bits.
 */
import {readFileSync} from 'node:fs';
import {pathToFileURL} from 'node:url';
import vm from 'node:vm';

const [folder, trace] = process.argv.slice(2);

/* The glue is made for a browser's worker: it fetches the engine, and shows itself to nobody. */
function patched(text, changes) {
	for (const [from, to] of changes) {
		if (!text.includes(from))
			throw new Error(`engine_bundle.node.js is another one: it has no '${from}'`);
		text = text.replace(from, to);
	}
	return text;
}

function loadBridge() {
	const glue = patched(readFileSync(`${folder}/engine_bundle.node.js`, 'utf8'), [
		['this.useMemory64 = hasMemory64Support();', 'this.useMemory64 = false;'],
		['locateFile: (s) => s,', 'locateFile: (s) => s, wasmBinary: self.wasmBinary,'],
		['const wasmBridge = new wasm_bridge_1.WasmBridge();',
			'const wasmBridge = self.bridge = new wasm_bridge_1.WasmBridge();'],
	]);
	const worker = {wasmBinary: readFileSync(`${folder}/trace_processor.wasm`), location: {href: ''}};
	const quiet = {...console, log() {}, warn() {}};

	new vm.Script(`(function (self, console, importScripts, WorkerGlobalScope) {${glue}})`)
		.runInThisContext()(worker, quiet, () => {}, function () {});
	return worker.bridge;
}

async function connect() {
	const {EngineBase} = await import(pathToFileURL(`${folder}/engine.mjs`));
	const {port1, port2} = new MessageChannel();
	class Engine extends EngineBase {
		id = 'test';
		mode = 'WASM';
		rpcSendRequestBytes(data) { port1.postMessage(data); }
		fail(reason) { throw new Error(reason); }
		[Symbol.dispose]() { port1.close(); }
	}
	const engine = new Engine();

	port1.onmessage = (m) => engine.onRpcResponseBytes(m.data);
	loadBridge().initialize(port2);
	return engine;
}

function plain(value) {
	return typeof value === 'bigint' ? String(value) : value instanceof Uint8Array
		? Buffer.from(value).toString('hex') : value;
}

async function ask(engine, sql) {
	const result = await engine.query(sql);
	const rows = [], columns = result.columns();

	for (const it = result.iter({}); it.valid(); it.next())
		rows.push(columns.map((c) => plain(it.get(c))));
	return rows;
}

const engine = await connect();
const bytes = readFileSync(trace);
const PIECE = 8 << 20;

for (let at = 0; at < bytes.length; at += PIECE)
	await engine.parse(new Uint8Array(bytes.subarray(at, at + PIECE)));
await engine.notifyEof();

const answers = [];

for (const sql of JSON.parse(readFileSync(0, 'utf8')))
	answers.push(await ask(engine, sql).catch((e) => ({error: String(e.message ?? e)})));
await new Promise((done) => process.stdout.write(JSON.stringify(answers), done));
process.exit(0);
