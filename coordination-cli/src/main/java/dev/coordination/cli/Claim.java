package dev.coordination.cli;

/**
 * Something that the demo says of what has happened, and whether the records bear it out.
 *
 * @param subject what it is about, in a word
 * @param text what was found
 * @param held whether it is as it should be
 */
record Claim(String subject, String text, boolean held) {}
