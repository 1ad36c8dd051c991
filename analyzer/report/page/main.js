/*
 * Begins: reads the data, makes the panels, keeps the view, the tabs and the keys.
 */

/* The stretch of the axis that is shown, for all pictures. */
class View {
	constructor(run, cursor, before) {
		Object.assign(this, {run, cursor, before, axes: {}});
	}
	get axis() {
		const mode = this.cursor.mode;
		return this.axes[mode] || (this.axes[mode] = this.axisOf(mode));
	}
	/* Both runs have room on it. */
	axisOf(mode) {
		const axis = new Axis(this.run, mode);
		if (this.before) axis.max = Math.max(axis.max, this.before.axis(mode).max);
		return axis;
	}
	get from() {
		return isNaN(this.cursor.from) ? this.axis.min : this.cursor.from;
	}
	get to() {
		return isNaN(this.cursor.to) ? this.axis.max : this.cursor.to;
	}
	x(where, width) {
		return (where - this.from) / (this.to - this.from) * width;
	}
	show(from, to) {
		const {min, max} = this.axis, wide = Math.min(Math.max(to - from, (max - min) * 1e-9, this.cursor.mode === "op" ? .01 : 1), max - min);
		const begin = Math.min(Math.max(from, min), max - wide);
		this.cursor.set(wide >= max - min ? {from: NaN, to: NaN} : {from: begin, to: begin + wide});
	}
	/* Nearer or farther, around a place. */
	zoom(factor, around) {
		const at = around === undefined ? this.cursor.row < 0 ? (this.from + this.to) / 2 : this.axis.of[this.cursor.row] : around;
		const middle = Math.min(Math.max(at, this.from), this.to);
		this.show(middle - (middle - this.from) * factor, middle + (this.to - middle) * factor);
	}
	/* So that the cursor is in it. */
	follow() {
		const at = this.cursor.row < 0 ? this.axis.min : this.axis.of[this.cursor.row], wide = this.to - this.from;
		if (at < this.from || at > this.to) this.show(at - wide / 2, at + wide / 2);
	}
}

const TABS = [
	["advice", "Advice", "advice", "advise"], ["failures", "Failures", "failures"], ["leaks", "Leaks", "leaks", "leaks --grouped"],
	["growth", "Growth", "growth"], ["ops", "Ops", "ops", "peak --by op"],
	["buffers", "Buffers", "callsites", "callsites"], ["peaks", "Cores", "peak_groups", "peak --grouped"],
	["phases", "Marks", "marks", "marks"], ["kernels", "Kernels", "kernels"],
	["check", "Check", "check", "check"], ["about", "About this trace"], ["all", "All"]];
const CHANGES_TAB = ["changes", "Changes"];

class Tabs {
	/* own: what fills tabs that are not only a table, by their names */
	constructor(run, cursor, own) {
		Object.assign(this, {run, cursor, own});
		this.place = document.getElementById("tab");
		this.tabs = own.changes ? [CHANGES_TAB, ...TABS] : TABS;
		this.buttons = this.tabs.map(([name, title, table]) => {
			const button = make("button", {type: "button", id: "tab-" + name, role: "tab", "aria-controls": "tab",
				onclick: () => cursor.choose(name)}, title + (table && !isNil(run.counts.get(table).of) ? " " + grouped(run.counts.get(table).of) : ""));
			document.getElementById("tabs").append(button);
			return button;
		});
		cursor.tell("tab sort filter", () => this.show());
	}
	show() {
		const chosen = this.tabs.find((t) => t[0] === this.cursor.tab) || this.tabs[0];
		this.tabs.forEach((t, i) => this.buttons[i].setAttribute("aria-selected", t === chosen));
		this.place.replaceChildren();
		this.place.setAttribute("aria-labelledby", "tab-" + chosen[0]);
		if (chosen[0] !== "all") this.fill(this.place, chosen, this.chosenRows());
		else this.fillAll(this.tabs.slice(0, -1));
	}
	/* As the address says; the table itself shows what the reader changes then. */
	chosenRows() {
		const cursor = this.cursor;
		return {sort: cursor.sort, filter: cursor.filter, told: (chosen) => { Object.assign(cursor, chosen); cursor.keep(); }};
	}
	/* For paper: what is to be changed, and why. */
	print() {
		this.place.replaceChildren();
		this.fillAll(this.tabs.filter((t) => ["changes", "failures", "advice"].includes(t[0])));
	}
	fillAll(tabs) {
		for (const one of tabs) {
			const part = make("div", {id: "all-" + one[0]}, make("h2", {}, one[1]));
			this.place.append(part);
			this.fill(part, one);
		}
	}
	fill(place, [name, , table, command], chosenRows = {}) {
		const run = this.run;
		if (this.own[name]) this.own[name].show(place, chosenRows);
		else if (name === "about") showAbout(run, place);
		else place.append(leftOut(run, table) || "", tableOf(run, run.table(table), {name, command, all: run.counts.get(table).of, hidden: ["run"], ...chosenRows,
			click: ["ops", "peaks"].includes(name) ? (row) => this.go(row) : null}));
	}
	/* To the moment of a row. */
	go(row) {
		if (isNil(row.time_ns)) return;
		const n = countUpTo(this.run.change.time_ns, Number(row.time_ns)), op = this.run.change.op;
		let at = n - 1;
		for (let i = n - 1; i >= 0 && this.run.change.time_ns[i] === this.run.change.time_ns[n - 1]; i--)
			if (op[i] === row.op) at = i;
		this.cursor.set({row: at});
	}
}

const KEYS = [["\u2190 \u2192", "the change of this core before, after"], ["shift \u2190 \u2192", "the op before, after"],
	["Home", "the worst moment"], ["+ \u2212 0", "nearer, farther, the whole run"], ["t", "time or op on the axis"],
	["/", "to the filter of the next table"], ["?", "this list"],
	["\u2191 \u2193 \u2190 \u2192 Enter Esc", "in 'Who holds it': to a part, into it, out again"]];

/* The row before or after, of the core, that is a change; `ops`: only launches and replays. */
function step(run, cursor, rows, by, ops) {
	let at = countUpTo(rows, cursor.row) - 1;
	if (by < 0 && at >= 0 && rows[at] !== cursor.row) at++;
	const passed = (event) => ops ? event !== 4 && event !== 5 : event < 2;
	do at += by;
	while (at >= 0 && at < rows.length && passed(run.change.event[rows[at]]));
	if (at >= 0 && at < rows.length) cursor.set({row: rows[at]});
}

/* The row at which the fullest core is fullest; the nearest, where that is in no row (a replay). */
function peakOf(run) {
	const f = run.fullest, chip = f && run.chips.get(f.device), core = chip && chip.cores.get(f.core_x + "," + f.core_y);
	if (!core) return {core: run.chips.size ? [...[...run.chips.values()][0].cores.values()][0] || null : null, row: run.changes - 1};
	const rows = run.rowsOfCore(core), time = Number(f.time_ns);
	let best = rows.length ? rows[0] : -1;
	for (const row of rows) {
		if (run.change.time_ns[row] > time) break;
		if (run.change.time_ns[row] < time || run.total(row) > run.total(best) || run.change.time_ns[best] < time) best = row;
	}
	return {core, row: best};
}

function listenToPictures(view, cursor, timeline) {
	const placeIn = (element, event, from, to, right) => {
		const box = element.getBoundingClientRect(), wide = box.width - LEFT - right;
		return from + Math.min(Math.max((event.clientX - box.left - LEFT) / wide, 0), 1) * (to - from);
	};
	for (const [name, right] of [["plot", 0], ["map", BAR + 8]]) {
		const element = document.getElementById(name);
		let begun = null;
		element.addEventListener("pointerdown", (e) => { begun = {x: e.clientX, at: placeIn(element, e, view.from, view.to, right)}; });
		element.addEventListener("pointerup", (e) => {
			if (!begun) return;
			const at = placeIn(element, e, view.from, view.to, right), dragged = Math.abs(e.clientX - begun.x) > 6;
			if (dragged) view.show(Math.min(at, begun.at), Math.max(at, begun.at));
			else {
				/* the fullest moment of the column of pixels that was hit */
				const width = element.getBoundingClientRect().width - LEFT - right, step = (view.to - view.from) / width;
				const row = timeline.fullestRows(at - step, at, 1)[0];
				cursor.set({row: row >= 0 ? row : view.axis.rowAt(at)});
			}
			begun = null;
		});
		element.addEventListener("wheel", (e) => {
			if (!e.ctrlKey && !e.shiftKey) return;
			e.preventDefault();
			view.zoom(e.deltaY < 0 ? .8 : 1.25, placeIn(element, e, view.from, view.to, right));
		}, {passive: false});
		element.addEventListener("dblclick", () => view.show(view.axis.min, view.axis.max));
	}
	const strip = document.getElementById("strip");
	let from = null;
	const whole = (e) => placeIn(strip, e, view.axis.min, view.axis.max, 0);
	strip.addEventListener("pointerdown", (e) => { from = whole(e); strip.setPointerCapture(e.pointerId); });
	strip.addEventListener("pointerup", (e) => {
		const to = whole(e), wide = view.to - view.from;
		if (Math.abs(to - from) > (view.axis.max - view.axis.min) / 200) view.show(Math.min(from, to), Math.max(from, to));
		else view.show(to - wide / 2, to + wide / 2);
	});
}

function listenToKeys(run, cursor, view, timeline) {
	const help = document.getElementById("help"), opener = document.getElementById("help-open");
	help.append(make("dl", {}, ...KEYS.flatMap(([key, what]) => [make("dt", {}, key), make("dd", {}, what)])),
		make("p", {}, "Click a picture to choose a moment, drag to zoom, ctrl or shift with the wheel does, too. A column of pixels shows the fullest moment that it has."));
	const toggle = () => { help.hidden = !help.hidden; opener.setAttribute("aria-expanded", !help.hidden); };
	opener.onclick = toggle;
	const other = () => cursor.set({mode: cursor.mode === "time" ? "op" : "time", from: NaN, to: NaN});
	document.getElementById("by-time").onclick = () => cursor.mode === "time" || other();
	document.getElementById("by-op").onclick = () => cursor.mode === "op" || other();
	document.getElementById("nearer").onclick = () => view.zoom(.5);
	document.getElementById("farther").onclick = () => view.zoom(2);
	document.getElementById("whole").onclick = () => view.show(view.axis.min, view.axis.max);
	document.addEventListener("keydown", (e) => {
		if (e.ctrlKey || e.metaKey || e.altKey || /^(INPUT|SELECT)$/.test(e.target.tagName)) return;
		const acts = {
			ArrowLeft: () => step(run, cursor, timeline.rows, -1, e.shiftKey), ArrowRight: () => step(run, cursor, timeline.rows, 1, e.shiftKey),
			Home: () => cursor.set(peakOf(run)), "+": () => view.zoom(.5), "-": () => view.zoom(2),
			0: () => view.show(view.axis.min, view.axis.max), t: other, "?": toggle,
			"/": () => { const box = document.querySelector("#tab input") || document.querySelector("input"); if (box) box.focus(); }};
		if (!Object.hasOwn(acts, e.key)) return;
		e.preventDefault();
		acts[e.key]();
		if (e.key.startsWith("Arrow") || e.key === "Home") view.follow();
	});
}

function showControls(run, cursor, before) {
	const choice = document.getElementById("core"), legend = document.getElementById("legend");
	/* chips that hold the same are one */
	const groups = run.chipGroups(), all = groups.flatMap((group) => [...group[0].cores.values()]).slice(0, 5000);
	for (const core of all) choice.append(make("option", {value: core.chip.device + ":" + core.key},
		core.key + (run.chips.size > 1 ? " of " + chipWords(core.chip.group.map((c) => c.device)) : "")));
	choice.onchange = () => cursor.set({core: all[choice.selectedIndex]});
	for (const [colour, , words] of PARTS) legend.append(make("span", {className: "key"}, make("i", {className: colour}), words));
	legend.append(make("span", {className: "key"}, make("i", {className: "capacity"}), "capacity"));
	if (before) legend.append(make("span", {className: "key"}, make("i", {className: "before"}), "before"));
	const mark = () => {
		if (cursor.core) choice.value = cursor.core.chip.group[0].device + ":" + cursor.core.key;
		document.getElementById("by-time").setAttribute("aria-pressed", cursor.mode === "time");
		document.getElementById("by-op").setAttribute("aria-pressed", cursor.mode === "op");
	};
	cursor.tell("core axis", mark);
	mark();
}

/* At first what the run did: a program may have imported for long before it, and ended long after it. */
function showBusy(run, view) {
	const {axis} = view, busy = (event) => event > 1 && event < 6;
	let first = 0, last = run.changes - 1;
	while (first < last && !busy(run.change.event[first])) first++;
	while (last > first && !busy(run.change.event[last])) last--;
	const from = axis.of[first], to = axis.of[last], room = (to - from) * .02;
	if (to > from && to - from < .8 * (axis.max - axis.min)) view.show(from - room, to + room);
}

async function begin() {
	const verdict = document.getElementById("verdict");
	if (typeof DecompressionStream === "undefined")
		throw new Error("this browser cannot unpack the data: it has no DecompressionStream (browsers have it since 2023)");
	const data = document.getElementById("data"), sections = await Sections.of(data.textContent), run = new Run(sections);
	data.textContent = "";
	const before = sections.before() ? new Before(sections.before(), run) : null;
	const cursor = new Cursor(run), view = new View(run, cursor, before), failures = new Failures(run, cursor), advice = new Advice(run, cursor);
	Object.assign(cursor, peakOf(run));
	showRun(run, before, document.getElementById("run"));
	showVerdict(run, cursor, failures, {advised: advice.headline(), compared: before && before.headline()}, verdict);
	Object.assign(cursor, {core: null, row: -1});
	document.getElementById("main").hidden = false;
	const timeline = new Timeline(run, cursor, view, before), map = new AddressMap(run, cursor, view, failures);
	const panels = [timeline, map, new Grid(run, cursor), new Icicle(run, cursor, view, before), new Live(run, cursor)];
	const tabs = new Tabs(run, cursor, {advice, failures, growth: new Growth(run, cursor), kernels: new Kernels(run),
		...before ? {changes: before} : {}});
	showControls(run, cursor, before);
	/* runs differ in their times more than in their ops */
	cursor.set({...peakOf(run), mode: before ? "op" : "time"});
	cursor.set({tab: before ? "changes" : run.failures.length ? "failures" : advice.pieces().length ? "advice" : "ops"});
	if (!before && !/[#&]view=/.test(location.hash)) showBusy(run, view);
	cursor.read(location.hash);
	const redraw = () => { for (const panel of panels) panel.draw(true); };
	if (!cursor.core) redraw();
	window.addEventListener("hashchange", () => { if (location.hash !== cursor.address) cursor.read(location.hash); });
	/* scroll bars that come and go change widths, too */
	let waiting;
	new ResizeObserver(() => {
		if (Math.floor(timeline.plot.canvas.getBoundingClientRect().width) === timeline.plot.width) return;
		clearTimeout(waiting);
		waiting = setTimeout(redraw, 50);
	}).observe(document.body);
	matchMedia("(prefers-color-scheme: dark)").addEventListener("change", redraw);
	document.getElementById("theme").onclick = () => {
		const dark = getComputedStyle(document.documentElement).getPropertyValue("--back").trim() !== "#fff";
		document.documentElement.dataset.theme = dark ? "light" : "dark";
		redraw();
		tabs.show();
	};
	window.addEventListener("beforeprint", () => tabs.print());
	window.addEventListener("afterprint", () => tabs.show());
	listenToPictures(view, cursor, timeline);
	listenToKeys(run, cursor, view, timeline);
	document.getElementById("foot").textContent = "Made by l1analyze " + visible(run.about.version) + " report. Bytes are per core. "
		+ "A column of pixels shows the fullest moment that it has.";
	document.documentElement.dataset.ready = "1";
}

begin().catch((error) => {
	document.getElementById("verdict").append(make("p", {className: "warn"}, "The page could not be made: " + error.message));
	throw error;
});
