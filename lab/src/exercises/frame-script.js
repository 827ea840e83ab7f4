let worker = null;
addEventListener("message", ({ data, source, ports }) => {
  if (source !== parent) return;
  if (worker !== null) worker.terminate();
  worker = null;
  if (data.script === undefined) return;
  worker = new Worker(URL.createObjectURL(new Blob([data.script], { type: "text/javascript" })));
  worker.onerror = ({ message }) => ports[0].postMessage({ kind: "trouble", message });
  worker.postMessage({ port: ports[1] }, [ports[1]]);
});
parent.postMessage("ready", "*");
