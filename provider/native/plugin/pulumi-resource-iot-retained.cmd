@node --max-semi-space-size=8 "%~dp0main.js" %*
