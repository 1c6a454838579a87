package io.uppercased;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;

/**
 * Runs the service, or reports which Java it needs. Compiled for Java 17, like Spring
 * Boot's loader, so that an older Java can run it.
 */
public final class Launcher {

	private static final int NEEDED = 25;

	private Launcher() {
	}

	public static void main(String[] args) throws Throwable {
		if (Runtime.version().feature() < NEEDED) {
			System.err.println("This program needs Java " + NEEDED + " or later, but this is Java " + Runtime.version()
					+ " in " + System.getProperty("java.home") + ". Set PATH, or call java by its full path.");
			System.exit(1);
		}
		Method main = Class.forName("io.uppercased.UppercasedApplication").getDeclaredMethod("main", String[].class);
		try {
			main.invoke(null, (Object) args);
		}
		catch (InvocationTargetException ex) {
			throw ex.getCause();
		}
	}

}
