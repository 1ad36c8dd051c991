/*
 * What to change so that the peak falls: a card for each piece, in the words of l1analyze advise, with the
 * peak before and after it under the capacity; and one line of it for the verdict.
 *
 * Must not know: other panels.
 */
class Advice {
	constructor(run, cursor) {
		Object.assign(this, {run, cursor});
		this.rows = run.table("advice");
	}

	/* Its pieces, the best first: rows but those of all together and the floor. */
	pieces(rows = this.rows) {
		return rows.filter((r) => r.action === "free earlier");
	}

	/* path:LINE of the innermost frame, without its path where the other place has it, too. */
	place(site, other) {
		const words = (text) => this.run.frames(text)[0].replace(/ [^ ]*$/, "");
		const path = (text) => text.slice(0, text.lastIndexOf(":") + 1), mine = words(site);
		return other && path(words(other)) === path(mine) ? mine.slice(path(mine).length - 1) : mine;
	}

	/* What to write, and after which line. */
	whatOf(row) {
		const v = row.variable, what = v && /[,[]/.test(v) ? v + " (ttnn.deallocate)" : v ? "ttnn.deallocate(" + v + ")"
			: "free " + (row.name || "a buffer") + "'s " + (row.tensor || "result");
		return what + " after " + this.place(row.last_use_callsite)
			+ (row.callsite === row.last_use_callsite ? "" : " (made at " + this.place(row.callsite, row.last_use_callsite) + ")");
	}

	effectOf(row) {
		const bound = row.figure === null ? "about " : row.figure === "exact" ? "" : row.figure + " ", fails = row.failures_prevented;
		return (row.saved_bytes ? "saves " + grouped(row.saved_bytes) + " a core; " : "") + (row.peak_after_bytes < row.peak_bytes
			? "the peak falls from " + grouped(row.peak_bytes) + " to " + bound + grouped(row.peak_after_bytes)
			: "the peak of " + grouped(row.peak_bytes) + " stays")
			+ (fails ? "; " + fails + (Number(fails) === 1 ? " failure less" : " failures less") : "")
			+ (row.because ? " (" + this.run.shortPaths(row.because) + ")" : "");
	}

	static chipsOf(row) {
		return chipWords(String(row.chips).split(",").map(Number));
	}

	/* Of the chip of the run's peak: how many lines give back how much; null: no advice. */
	headline() {
		const f = this.run.fullest, mine = this.rows.filter((r) => f && String(r.chips).split(",").includes(String(f.device)));
		const pieces = this.pieces(mine), best = pieces[0];
		if (!best) return null;
		const whole = mine.find((r) => r.action === "all together") || best, after = Number(whole.peak_after_bytes), peak = Number(whole.peak_bytes);
		const fails = Math.max(...pieces.map((r) => Number(r.failures_prevented) || 0), Number(whole.failures_prevented) || 0);
		const give = after < peak ? (pieces.length > 1 ? " give" : " gives") + " back " + (whole.figure === "at least" ? "up to " : whole.figure ? "" : "about ")
			+ percent(peak - after, peak) + " of the peak" : (pieces.length > 1 ? " free" : " frees") + " L1 beside the peak";
		return make("p", {id: "advised"}, make("b", {}, count(pieces.length, "line") + give
			+ (fails ? ", and " + count(fails, "failure") + " less" : "") + ". "), "First: ", make("code", {}, quoted(this.whatOf(best))), " ",
		make("button", {type: "button", onclick: () => this.cursor.lookAt("advice")}, "advice"));
	}

	/* To the moment at which what the piece frees is not used any more: the peak of its chip. */
	go(row) {
		const n = this.run.change.time_ns.length, op = this.run.opIndex(row.peak_op);
		const chip = this.run.chips.get(row.device), time = op < 0 ? NaN : this.run.op.time_ns[op];
		const at = isNaN(time) ? n - 1 : countUpTo(this.run.change.time_ns, time) - 1;
		const core = this.cursor.core && this.cursor.core.chip === chip ? this.cursor.core : chip && [...chip.cores.values()][0];
		this.cursor.set(core ? {row: at, core} : {row: at});
		document.getElementById("over").scrollIntoView();
	}

	/* Before and after, as parts of what a core can hold. */
	bars(row) {
		const usable = this.run.usable(this.run.chips.get(row.device)) || Number(row.peak_bytes);
		const bar = (what, bytes, look) => {
			const fill = make("i", {className: look});
			fill.style.width = Math.min(100 * Number(bytes) / usable, 100) + "%";
			return [make("span", {}, what), make("span", {className: "track"}, fill), make("span", {className: "n"}, grouped(bytes))];
		};
		return make("div", {className: "bars"}, ...bar("before", row.peak_bytes, "buffer"),
			...bar("after" + (row.figure === "exact" ? "" : ", " + (row.figure || "about")), row.peak_after_bytes, "small"));
	}

	cardOf(row, nth) {
		const run = this.run, piece = row.action === "free earlier";
		const lead = piece ? nth + ". " : row.action === "all together" ? "all together" : "floor: every buffer freed right after its last use";
		const frames = (site) => run.frames(site).slice(0, 6).flatMap((f, i) => [i ? " \u2190 " : "", make("code", {}, quotedFrame(f))]);
		return make("div", {className: "card " + (piece ? "advice" : "whole")},
			make("p", {}, make("b", {}, lead), piece ? make("code", {className: "write"}, quoted(this.whatOf(row), LONGEST_SENTENCE)) : null),
			make("p", {className: "effect"}, quoted(this.effectOf(row), LONGEST_SENTENCE)), this.bars(row),
			piece ? make("p", {className: "soft"}, "last used at ", ...frames(row.last_use_callsite)) : null,
			piece && row.callsite !== row.last_use_callsite ? make("p", {className: "soft"}, "made at ", ...frames(row.callsite)) : null,
			piece && !isNil(row.peak_op) ? make("button", {type: "button", onclick: () => this.go(row)}, "show the peak") : null);
	}

	show(place) {
		const run = this.run, groups = new Map();
		if (!this.rows.length) place.append(make("p", {}, run.knowsUses ? isNil(run.counts.get("advice").of)
			? "Advice was not looked for, as the run is so large; this command does it." : "Nothing that ran in L1 could be freed earlier."
			: "Which ops use which buffer was not recorded, so nothing can be advised."));
		for (const row of this.rows) {
			const key = Advice.chipsOf(row);
			if (!groups.has(key)) groups.set(key, []);
			groups.get(key).push(row);
		}
		for (const [chips, rows] of [...groups].slice(0, 20)) {
			const first = rows[0];
			let nth = 0;
			place.append(make("p", {className: "lead"}, make("b", {}, chips), ": the peak is " + grouped(first.peak_bytes) + " bytes a core"
				+ (isNil(first.peak_op) ? "" : ", in op " + first.peak_op), first.peak_name ? ", " : "", first.peak_name ? quoted(first.peak_name) : "",
			isNil(first.headroom_bytes) ? "" : "; at the tightest op " + grouped(first.headroom_bytes) + " are left"));
			for (const row of rows.slice(0, 50)) place.append(this.cardOf(row, row.action === "free earlier" ? ++nth : 0));
			if (rows.length > 50) place.append(make("p", {className: "soft"}, "The first 50 of " + grouped(rows.length) + "; the table has all."));
		}
		if (this.rows.length) place.append(tableOf(run, this.rows, {name: "advice", hidden: ["run"], all: run.counts.get("advice").of}));
		place.append(commandOf(run, "advise"));
	}
}
