/*
 * Asks Perfetto's own engine, trace_processor compiled to WebAssembly, about traces.
 *
 *     node engine.mjs FOLDER < QUESTIONS > ANSWERS
 *
 * FOLDER has trace_processor.wasm, engine_bundle.node.js and engine.mjs, as prepare_perfetto.sh puts them
 * there. QUESTIONS is a JSON list of [trace, list of SQL]; ANSWERS is a list with a list for each trace: the
 * rows, or {error}, of each question. Integers that may have 64 bits are strings.
 */
import {readFileSync} from 'node:fs';
import {pathToFileURL} from 'node:url';
import vm from 'node:vm';

const folder = process.argv[2];

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

async function open(engine, path) {
	const bytes = readFileSync(path), piece = 8 << 20;

	await engine.resetTraceProcessor({});
	for (let at = 0; at < bytes.length; at += piece)
		await engine.parse(new Uint8Array(bytes.subarray(at, at + piece)));
	await engine.notifyEof();
}

const engine = await connect();
const answers = [];

for (const [trace, questions] of JSON.parse(readFileSync(0, 'utf8'))) {
	const rows = [];

	await open(engine, trace);
	for (const sql of questions)
		rows.push(await ask(engine, sql).catch((e) => ({error: String(e.message ?? e)})));
	answers.push(rows);
}
await new Promise((done) => process.stdout.write(JSON.stringify(answers), done));
process.exit(0);
