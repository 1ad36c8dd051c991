/*
 * Programs against the ring of kernel code and config, from which they are launched.
 *
 * Must not know: other panels.
 */
class Kernels {
	constructor(run) {
		this.run = run;
		this.rows = run.table("kernels");
	}
	show(place) {
		const run = this.run, rows = this.rows, known = rows.filter((r) => !isNil(r.ring_percent));
		const fullest = known.reduce((a, b) => a && a.ring_percent >= b.ring_percent ? a : b, null), over = known.filter((r) => r.left_bytes < 0);
		if (fullest) place.append(make("p", {}, "The largest program takes ", make("b", {}, grouped(fullest.program_bytes)),
			" of " + grouped(fullest.ring_bytes) + " bytes of the ring (" + fullest.ring_percent + " %): ", quoted(fullest.name || "not named"),
			over.length ? make("b", {className: "warn"}, "; " + count(over.length, "program") + " cannot be launched") : "; " + grouped(fullest.left_bytes) + " are left",
			"." + (run.info.mock ? " A stand-in compiler may have made these kernels: see the notes." : "")));
		else place.append(leftOut(run, "kernels") || make("p", {}, rows.length ? "The size of the ring is not known." : "No kernels were recorded."));
		place.append(tableOf(run, rows, {name: "kernels", command: "kernels --grouped", hidden: ["run"], all: run.counts.get("kernels").of,
			part: {ring_percent: 100}}));
	}
}
