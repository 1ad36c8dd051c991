/*
 * The first lines: what run it is, whether it fits, where it is worst, and what is to be said of the
 * trace before a number of it is believed.
 *
 * Must not know: other panels.
 */

/* Less than this part of L1 left is tight. */
const TIGHT = 0.1;

function showRun(run, before, place) {
	const i = run.info, opening = run.openings[0];
	document.title = "l1trace: " + visible(i.path || "report");
	place.replaceChildren(before ? quoted(before.run.info.path || "") : "", before ? " \u2192 " : "", make("b", {}, quoted(i.path || "")), " ", quoted(i.command || ""), " ",
		make("span", {}, [i.mock ? "mock " + visible(i.mock).replace(/^board=/, "").split(" ")[0] : opening ? visible(opening.arch || "") : "no device",
			count(run.chips.size, "chip"), count(i.ops || 0, "op"), duration(i.duration_ns)].join(", ")));
}

/* The line of the op at the peak, or of the buffer that was allocated then. */
function lineOfPeak(run) {
	const f = run.fullest, b = run.buffer;
	if (f.callsite) return run.frames(f.callsite)[0];
	const n = countUpTo(b.alloc_ns, Number(f.time_ns));
	const form = n && b.alloc_ns[n - 1] === Number(f.time_ns) ? run.bufferForms.get(b.form[n - 1]) : null;
	return form && form.callsite ? run.frames(form.callsite)[0] : null;
}

/* advised, compared: lines of other parts, or null */
function showVerdict(run, cursor, failures, {advised, compared}, place) {
	const f = run.fullest, usable = f ? Number(f.usable_bytes) : NaN, peak = f ? Number(f.peak_bytes) : 0;
	const least = f && f.least_headroom_bytes !== null ? Number(f.least_headroom_bytes) : usable - peak;
	const left = Math.min(usable - peak, least), fails = run.counts.get("failures").of;
	const [look, word] = fails ? ["bad", "DOES NOT FIT."] : !peak ? ["", "NOTHING IN L1."]
		: isNaN(usable) ? ["", "CAPACITY UNKNOWN."] : peak > usable ? ["bad", "DOES NOT FIT."]
			: left < TIGHT * usable ? ["tight", "FITS, TIGHT."] : ["good", "FITS."];
	place.className = look;
	place.append(make("b", {className: "word"}, word));
	if (peak) {
		const line = lineOfPeak(run), module = run.moduleAt(Number(f.time_ns));
		place.append("Core " + f.core_x + "," + f.core_y + " of chip " + f.device + " held ", make("b", {}, grouped(peak)), " bytes"
			+ (usable > 0 ? " of " + grouped(usable) + " (" + percent(peak, usable) + ")" : "")
			+ (f.op === null ? " at " + duration(f.time_ns) : " in op " + grouped(f.op)), f.op !== null && f.name ? ", " : "",
		f.op !== null && f.name ? quoted(f.name) : "", module ? ", in " : "", module ? quoted(module) : "", line ? ", at " : "", line ? make("code", {}, quotedFrame(line)) : "",
		f.least_headroom_bytes === null ? "." : ". The tightest launch had " + grouped(f.least_headroom_bytes) + " bytes left.");
	} else place.append(run.openings.length ? "The run allocated nothing in L1." : "The run opened no device, or nothing was recorded of it.");
	/* what a call that failed would have used looks unused */
	if (!fails && !advised) showUnused(run, cursor, place);
	for (const failure of run.failures.slice(0, 2))
		place.append(make("p", {}, make("b", {}, "Failure " + failure.failure), failures.callsiteOf(failure) ? " at " : "",
			failures.callsiteOf(failure) ? make("code", {}, quotedFrame(run.frames(failures.callsiteOf(failure))[0])) : "", make("b", {}, ": "),
			quoted(failures.verdictOf(failure), LONGEST_SENTENCE), " ",
			make("button", {type: "button", onclick: () => { failures.go(failure); cursor.lookAt("failures"); }}, "why")));
	if (fails > 2) place.append(make("p", {}, "And " + count(fails - 2, "more failure") + "."));
	if (compared) place.append(compared);
	if (advised) place.append(advised);
	showDoubts(run, place);
}

/* What the worst moment holds although nothing uses it again: freeing it earlier is the first to try. */
function showUnused(run, cursor, place) {
	const dead = cursor.core && cursor.row >= 0 ? run.liveAt(cursor.core, cursor.time).filter((i) => run.isDead(i, cursor.row)) : [];
	const bytes = (i) => Number(run.bufferForms.get(run.buffer.form[i]).bytes_per_core);
	if (!dead.length) return;
	const largest = dead.reduce((a, b) => bytes(b) > bytes(a) ? b : a), form = run.bufferForms.get(run.buffer.form[largest]);
	place.append(make("p", {}, "Of that, ", make("b", {id: "unused"}, grouped(dead.reduce((n, i) => n + bytes(i), 0))),
		" bytes in " + count(dead.length, "buffer") + " are not used again: they could be freed before. The largest: ",
		quoted(form.variable || form.name || "buffer " + run.buffer.buffer[largest]), ", " + grouped(bytes(largest)) + " bytes",
		form.callsite ? ", made at " : "", form.callsite ? make("code", {}, quotedFrame(run.frames(form.callsite)[0])) : "",
		isNaN(run.lastOp(largest)) ? "." : ", last used by op " + run.lastOp(largest) + " " + visible(run.opName(run.lastOp(largest)) || "") + "."));
}

/* What is missing, and how to get it. */
function showDoubts(run, place) {
	const i = run.info, doubts = [], limits = [...run.counts.values()].filter((c) => c.shown < c.of);
	if (i.damage) doubts.push("The trace is damaged: " + i.damage + ".");
	if (i.lost_events) doubts.push(count(i.lost_events, "event") + " were lost: numbers may be too high or too low.");
	if (i.finished === 0) doubts.push("The recording is not complete: the run " + (i.ended || "was cut") + ".");
	for (const c of limits) doubts.push(grouped(c.shown) + " of " + ({change: count(c.of, "change") + " are drawn, of each stretch the fullest"
		+ " of each core; the rest is summed", op: count(c.of, "op") + " are drawn", buffer: count(c.of, "buffer") + " are drawn, the largest of"
		+ " their neighbours and all that live at the worst moment; the rest is summed"}[c.name] || count(c.of, "row") + " of " + c.name
		+ " are in this page") + "; l1analyze report --full has all.");
	for (const text of doubts) place.append(make("p", {className: "warn"}, visible(text)));
	if (!run.knowsUses) place.append(make("p", {className: "soft"}, "Which ops use which buffer was not recorded, so last uses are unknown."));
	if (i.mock) place.append(make("p", {className: "soft"}, "Recorded without a device (mock): placement is the runtime's own, times and contents are not a device's."));
}

/* All that is known of the run and its devices. */
function showAbout(run, place) {
	const facts = (row) => make("dl", {}, ...Object.entries(row).filter(([, v]) => v !== null).flatMap(([name, value]) =>
		[make("dt", {}, name), make("dd", {}, typeof value === "string" ? quoted(value)
			: name === "duration_ns" ? grouped(value) + " (" + duration(value) + ")" : grouped(value))]));
	place.append(facts(run.info));
	if (run.openings.length) place.append(make("h2", {}, "openings of chips"),
		tableOf(run, run.openings, {name: "openings", all: run.counts.get("opening").of}));
	place.append(commandOf(run, "info"));
}
