/** The demonstration in the jar: a chat, written with the API as an application would. Nothing else uses this package. */
package enchufe.demo;
