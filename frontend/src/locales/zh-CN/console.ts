const consoleWords = { title: 'Console' };

export default consoleWords;
