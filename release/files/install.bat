@echo off
rem Installs gongwen-tagger without internet: install.bat [FOLDER]. Finds a fitting Python; install.py does the rest.
rem To name a Python:  set PYTHON=C:\Python312\python.exe
setlocal
cd /d "%~dp0"
set RUN=
if defined PYTHON set RUN="%PYTHON%"
for %%V in (3.13 3.12 3.11) do if not defined RUN call :try %%V
rem Of a python without a launcher install.py says whether its version fits.
if not defined RUN call :plain
if not defined RUN goto none
rem call, as a python may be a script itself.
call %RUN% -I -B install.py %*
set CODE=%ERRORLEVEL%
goto end

:try
py -%1 -c "import sys" >nul 2>nul
if not errorlevel 1 set RUN=py -%1
exit /b 0

:plain
call python -c "import sys" >nul 2>nul
if not errorlevel 1 set RUN=python
exit /b 0

:none
echo Python 3.11, 3.12 or 3.13 was not found. Install one of them first (see offline.md),
echo or name it:  set PYTHON=C:\Python312\python.exe
set CODE=2

:end
rem Started by a double click, the window would close before anyone has read it.
if "%~1"=="" pause
exit /b %CODE%
