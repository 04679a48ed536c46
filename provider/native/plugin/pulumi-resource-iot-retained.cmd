@node --max-semi-space-size=2 "%~dp0main.js" %*
