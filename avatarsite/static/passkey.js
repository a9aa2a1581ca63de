// Says so when the browser's passkey dialogue was closed or failed: allauth only writes it to the console.
document.addEventListener("allauth.error", () => {
  document.getElementById("passkey-notice").hidden = false;
});
