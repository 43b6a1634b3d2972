// A page opened from the disk may not start a worker; the search then runs in a hidden frame, behind the same interface.
// The search script looks for the name IFrameWorker, and for its own <script> in the frame.
if (location.protocol === 'file:') {
  window.IFrameWorker = window.Worker = class extends EventTarget {
    constructor(url) {
      super();
      const frame = document.createElement('iframe');
      frame.hidden = true;
      document.body.append(frame);
      this.inner = frame.contentWindow;
      this.inner.postMessage = (data) => this.dispatchEvent(new MessageEvent('message', { data }));
      const script = frame.contentDocument.createElement('script');
      script.src = url;
      this.ready = new Promise((resolve) => script.addEventListener('load', resolve));
      frame.contentDocument.body.append(script);
    }

    postMessage(data) {
      this.ready.then(() => this.inner.dispatchEvent(new MessageEvent('message', { data })));
    }
  };
}
